package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Evaluation.AttackRow;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.SweepExperiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What attacks do to the network. */
final class AttackSection {
  private AttackSection() {}

  static Optional<Element> of(Results results) {
    List<Element> content = new ArrayList<>();
    results
        .answer(SweepExperiment.NAME, new TypeReference<List<SweepExperiment.Row>>() {})
        .ifPresent(rows -> content.addAll(sweep(rows)));
    results.evaluation().ifPresent(evaluation -> content.addAll(success(evaluation)));
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Sections.section(
                "What attacks do to the network",
                "An attack counts once its image is a file of 8 bits a sample that the network"
                    + " misreads. Intervals are 95 %, by resampling patients.",
                content));
  }

  private static List<Element> sweep(List<SweepExperiment.Row> rows) {
    String count = Sections.counts(rows.stream().map(SweepExperiment.Row::n).toList());
    Element pair =
        Element.of(
                "div",
                Sections.figure(
                    plot(rows, "as the attack leaves them", SweepExperiment.Row::accuracyFloat),
                    "Share of all test images read correctly, as the attack leaves them; "
                        + count
                        + "."),
                Sections.figure(
                    plot(rows, "as 8-bit files", SweepExperiment.Row::accuracy),
                    "The same images as 8-bit files: changes below half a level are gone; "
                        + count
                        + "."))
            .in("pair");
    List<List<String>> cells = new ArrayList<>();
    for (SweepExperiment.Row row : rows) {
      cells.add(
          List.of(
              row.attack(),
              Numbers.levels(row.epsilon()),
              Numbers.percent(row.accuracyFloat()),
              Numbers.percent(row.accuracy()),
              Integer.toString(row.n())));
    }
    return List.of(
        pair,
        Sections.details(
            "Accuracy against epsilon, in numbers",
            Table.of(
                List.of("attack", "epsilon x 255", "accuracy, floats", "accuracy, files", "n"),
                cells)));
  }

  private static List<Element> plot(
      List<SweepExperiment.Row> rows,
      String what,
      Function<SweepExperiment.Row, Estimate> accuracy) {
    List<Double> sizes =
        rows.stream().map(SweepExperiment.Row::epsilon).distinct().sorted().toList();
    List<LinePlot.Line> lines = new ArrayList<>();
    for (String attack : rows.stream().map(SweepExperiment.Row::attack).distinct().toList()) {
      List<Estimate> shares = new ArrayList<>();
      for (double size : sizes) {
        shares.add(
            rows.stream()
                .filter(row -> row.attack().equals(attack) && row.epsilon() == size)
                .map(row -> Optional.ofNullable(accuracy.apply(row)))
                .findFirst()
                .flatMap(each -> each)
                .orElse(null));
      }
      lines.add(new LinePlot.Line(attack, shares));
    }
    return new LinePlot(
            "Accuracy against epsilon, " + what,
            "largest change of a sample, in levels of 255",
            sizes.stream().map(Numbers::levels).toList(),
            lines,
            Optional.empty(),
            1)
        .draw();
  }

  private static List<Element> success(Evaluation evaluation) {
    String encoding = Deciding.encoding(evaluation);
    List<AttackRow> shown =
        evaluation.attacks().stream().filter(row -> row.encoding().equals(encoding)).toList();
    List<Double> sizes = shown.stream().map(AttackRow::epsilon).distinct().sorted().toList();
    List<DotPlot.Row> rows = new ArrayList<>();
    for (String attack : shown.stream().map(AttackSection::name).distinct().toList()) {
      List<AttackRow> own = shown.stream().filter(row -> name(row).equals(attack)).toList();
      List<Estimate> shares = new ArrayList<>();
      for (double size : sizes) {
        own.stream()
            .filter(row -> row.epsilon() == size)
            .findFirst()
            .ifPresentOrElse(row -> shares.add(row.success()), () -> shares.add(null));
      }
      rows.add(
          new DotPlot.Row(
              attack, shares, Sections.counts(own.stream().map(AttackRow::n).toList())));
    }
    DotPlot plot =
        new DotPlot(
            "Success of attacks",
            sizes.stream().map(size -> Numbers.levels(size) + "/255").toList(),
            rows,
            Optional.empty(),
            0,
            1);
    return List.of(
        Sections.figure(
            plot.draw(),
            "Share of test images that the network reads correctly, and misreads after the attack,"
                + " as "
                + encoding
                + " files."),
        Sections.details("All attacks, in numbers", table(evaluation)));
  }

  private static String name(AttackRow row) {
    return Sections.attack(row.attack(), row.geometry());
  }

  private static Element table(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    for (AttackRow row : evaluation.attacks()) {
      rows.add(
          List.of(
              row.attack(),
              Numbers.levels(row.epsilon()) + "/255",
              row.geometry(),
              row.encoding(),
              Numbers.percent(row.floatSuccess()),
              Numbers.percent(row.success()),
              Integer.toString(row.largestLevels()),
              row.rootMeanSquareLevels() == null
                  ? Numbers.NONE
                  : String.format(Locale.ROOT, "%.2f", row.rootMeanSquareLevels()),
              Numbers.percent(Math.round(1e3 * row.changed()) / 1e3),
              row.queries() == null ? Numbers.NONE : Long.toString(Math.round(row.queries())),
              Integer.toString(row.n())));
    }
    return Table.of(
        List.of(
            "attack",
            "epsilon",
            "geometry",
            "file",
            "succeed as floats",
            "succeed in the file",
            "largest change, levels",
            "root of mean square change, levels",
            "samples changed",
            "queries",
            "n"),
        rows);
  }
}
