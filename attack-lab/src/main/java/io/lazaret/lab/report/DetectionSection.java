package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Evaluation.DetectionRow;
import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the detectors see of the attacks. */
final class DetectionSection {
  private static final String UNSUPERVISED = "-unsupervised";

  private DetectionSection() {}

  static Optional<Element> of(Results results) {
    if (results.evaluation().isEmpty()) {
      return Optional.empty();
    }
    Evaluation evaluation = results.evaluation().get();
    Optional<Deciding> deciding = results.deciding();
    if (deciding.isEmpty() || evaluation.detection().isEmpty()) {
      return Optional.empty();
    }
    List<Element> content = new ArrayList<>();
    String asked = Numbers.percent(deciding.get().asked());
    List<Element> blocks = new ArrayList<>();
    for (String fit :
        evaluation.detection().stream().map(DetectionRow::fittedOn).distinct().toList()) {
      blocks.add(
          Element.of("div", heat(evaluation, fit, deciding.get().rate(), asked)).in("block"));
    }
    content.add(Element.of("div", blocks).in("flow"));
    content.addAll(fits(evaluation, deciding.get()));
    content.add(Sections.details("All detections, in numbers", table(evaluation)));
    return Optional.of(
        Sections.section(
            "What the detectors see",
            "Thresholds come from clean images, and harmless changes of them, of patients that no"
                + " detector was fitted on; rates are reached on yet other patients.",
            content));
  }

  private static List<Element> heat(Evaluation evaluation, String fit, String rate, String asked) {
    List<DetectionRow> rows =
        Deciding.successful(evaluation).stream().filter(row -> row.fittedOn().equals(fit)).toList();
    String name = fit.equals(Evaluation.FITTED_ON_NOTHING) ? "without any attack" : "on " + fit;
    return List.of(
        Element.of("h3", "Fitted " + name),
        Sections.figure(
            List.of(heat(rows, row -> row.tprAt().get(rate), true)),
            "Share of successful attacked images that are caught, in %, at an asked false-positive"
                + " rate of "
                + asked
                + ". In small: the 95 % interval."),
        Sections.details(
            "AUC, fitted " + name,
            heat(rows, DetectionRow::auc, false),
            Element.of("p", "Against clean images in the same encoding.").in("caption"),
            heat(rows, DetectionRow::aucHarmless, false),
            Element.of("p", "Against clean images and their harmless changes together.")
                .in("caption")));
  }

  private static Element heat(
      List<DetectionRow> rows, Function<DetectionRow, Estimate> value, boolean percent) {
    List<String> detectors = rows.stream().map(DetectionRow::detector).distinct().toList();
    boolean encodings = rows.stream().map(DetectionRow::encoding).distinct().count() > 1;
    boolean geometries = rows.stream().map(DetectionRow::geometry).distinct().count() > 1;
    Map<String, List<DetectionRow>> attacks =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row ->
                        row.attack()
                            + " "
                            + Numbers.levels(row.epsilon())
                            + "/255"
                            + (geometries ? ", " + row.geometry() : "")
                            + (encodings ? ", " + row.encoding() : ""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Table.HeatRow> table = new ArrayList<>();
    attacks.forEach(
        (attack, own) -> {
          List<Estimate> shares = new ArrayList<>();
          for (String detector : detectors) {
            shares.add(
                own.stream()
                    .filter(row -> row.detector().equals(detector))
                    .findFirst()
                    .map(value)
                    .orElse(null));
          }
          table.add(new Table.HeatRow(attack, shares, own.get(0).n()));
        });
    return Table.heat("attack", detectors, table, 1, percent);
  }

  /** The deciding detector by what it was fitted on. */
  private static List<Element> fits(Evaluation evaluation, Deciding deciding) {
    String base = deciding.detector().replace(UNSUPERVISED, "");
    double epsilon = Deciding.epsilon(evaluation);
    List<DetectionRow> own =
        Deciding.successful(evaluation).stream()
            .filter(
                row ->
                    row.detector().replace(UNSUPERVISED, "").equals(base)
                        && row.epsilon() == epsilon
                        && row.encoding().equals(Deciding.encoding(evaluation)))
            .toList();
    List<String> fits = own.stream().map(DetectionRow::fittedOn).distinct().toList();
    if (fits.size() < 2) {
      return List.of();
    }
    List<DotPlot.Row> rows = new ArrayList<>();
    for (String attack : own.stream().map(DetectionSection::name).distinct().toList()) {
      List<Estimate> shares = new ArrayList<>();
      for (String fit : fits) {
        shares.add(
            own.stream()
                .filter(row -> name(row).equals(attack) && row.fittedOn().equals(fit))
                .findFirst()
                .map(row -> row.tprAt().get(deciding.rate()))
                .orElse(null));
      }
      List<Integer> counts =
          own.stream().filter(row -> name(row).equals(attack)).map(DetectionRow::n).toList();
      rows.add(new DotPlot.Row(attack, shares, Sections.counts(counts)));
    }
    List<String> names =
        fits.stream()
            .map(
                fit ->
                    fit.equals(Evaluation.FITTED_ON_NOTHING)
                        ? "fitted without attacks"
                        : "fitted on " + fit)
            .toList();
    DotPlot plot = new DotPlot("Caught, by fit", names, rows, Optional.empty(), 0, 1);
    return List.of(
        Element.of("h3", "What a fit carries over"),
        Sections.figure(
            plot.draw(),
            "Share of successful images at "
                + Numbers.levels(epsilon)
                + "/255 that "
                + base
                + " catches at an asked rate of "
                + Numbers.percent(deciding.asked())
                + ", by what it was fitted on."));
  }

  private static String name(DetectionRow row) {
    return Sections.attack(row.attack(), row.geometry());
  }

  private static Element table(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    for (DetectionRow row : evaluation.detection()) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  row.detector(),
                  row.fittedOn(),
                  row.attack(),
                  Numbers.levels(row.epsilon()) + "/255",
                  row.geometry(),
                  row.encoding(),
                  row.population(),
                  Numbers.number(row.auc()),
                  Numbers.number(row.aucHarmless())));
      row.tprAt().values().forEach(share -> cells.add(Numbers.percent(share)));
      cells.add(Integer.toString(row.n()));
      rows.add(cells);
    }
    List<String> heads =
        new ArrayList<>(
            List.of(
                "detector",
                "fitted on",
                "attack",
                "epsilon",
                "geometry",
                "file",
                "images",
                "AUC",
                "AUC, harmless too"));
    evaluation
        .detection()
        .get(0)
        .tprAt()
        .keySet()
        .forEach(rate -> heads.add("TPR at " + Numbers.percent(Double.parseDouble(rate))));
    heads.add("n");
    return Table.of(heads, rows);
  }
}
