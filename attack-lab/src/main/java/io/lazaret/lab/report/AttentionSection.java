package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.AttentionExperiment;
import io.lazaret.lab.experiment.AttentionExperiment.Findings;
import io.lazaret.lab.experiment.AttentionExperiment.Row;
import io.lazaret.lab.experiment.Strip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the network looks, and what attacked images look like. */
final class AttentionSection {
  private AttentionSection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(AttentionExperiment.NAME, new TypeReference<Findings>() {})
        .map(findings -> section(results, findings));
  }

  private static Element section(Results results, Findings findings) {
    List<Element> content = new ArrayList<>();
    List<Row> masked = findings.rows().stream().filter(row -> row.masked() > 0).toList();
    if (!masked.isEmpty()) {
      content.add(outside(masked));
    }
    content.add(similarity(findings.rows()));
    if (!findings.strips().isEmpty()) {
      content.add(Element.of("h3", "To look at"));
      content.add(strips(results, findings.strips()));
    }
    return Sections.section(
        "Where the network looks",
        "Grad-CAM of the class that the network names, before and after the attack; measured"
            + " against the lesion's mask where somebody drew one.",
        content);
  }

  private static Element outside(List<Row> rows) {
    DotPlot plot =
        new DotPlot(
            "Shares outside the lesion",
            rows.stream()
                .map(
                    row ->
                        row.attack()
                            + " at "
                            + Numbers.levels(row.epsilon())
                            + "/255 (n = "
                            + row.masked()
                            + ")")
                .toList(),
            List.of(
                new DotPlot.Row("the image's area", list(rows, 0), ""),
                new DotPlot.Row("perturbation energy", list(rows, 1), ""),
                new DotPlot.Row("attention, clean", list(rows, 2), ""),
                new DotPlot.Row("attention, attacked", list(rows, 3), "")),
            Optional.empty(),
            bottom(rows),
            1);
    return Sections.figure(
        plot.draw(),
        "Share outside the lesion's mask, mean over successfully attacked images that show one. A"
            + " perturbation that minds nothing lies outside as the area does.");
  }

  /** Lesions are small and all shares large: the axis begins where the numbers do. */
  private static double bottom(List<Row> rows) {
    double lowest = 1;
    for (int number = 0; number < 4; number++) {
      for (Estimate each : list(rows, number)) {
        lowest = each == null ? lowest : Math.min(lowest, each.low());
      }
    }
    return Math.min(0.96, Math.floor(25 * lowest) / 25);
  }

  private static List<Estimate> list(List<Row> rows, int number) {
    return rows.stream()
        .map(
            row ->
                Arrays.asList(
                        row.areaOutside(),
                        row.perturbationOutside(),
                        row.attentionOutsideClean(),
                        row.attentionOutsideAttacked())
                    .get(number))
        .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
  }

  private static Element similarity(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      cells.add(
          List.of(
              row.attack(),
              Numbers.levels(row.epsilon()) + "/255",
              Numbers.number(row.similarity()),
              Integer.toString(row.n())));
    }
    return Sections.figure(
        List.of(
            Table.of(
                List.of("attack", "epsilon", "cosine of the heat maps before and after", "n"),
                cells)),
        "1 where the network looks at the same places as before, 0 where at none of them.");
  }

  private static Element strips(Results results, List<Strip> strips) {
    List<Element> drawn = new ArrayList<>();
    for (Strip strip : strips) {
      Strip.Face before = strip.clean();
      Strip.Face after = strip.attacked();
      List<Element> pictures = new ArrayList<>();
      picture(results, before.file(), "clean: read as " + before.predicted(), pictures);
      picture(results, before.attention(), "where it looks", pictures);
      picture(
          results,
          strip.perturbation(),
          "perturbation, times " + Numbers.plain(strip.amplification()),
          pictures);
      picture(results, after.file(), "attacked: read as " + after.predicted(), pictures);
      picture(results, after.attention(), "where it looks", pictures);
      drawn.add(
          Element.of(
                  "div",
                  Element.of(
                          "p",
                          Element.of("b", strip.label()),
                          ", "
                              + strip.attack()
                              + " at "
                              + Numbers.levels(strip.epsilon())
                              + "/255. Clean: ",
                          verdict(before),
                          "; attacked: ",
                          verdict(after))
                      .in("verdicts"),
                  Element.of("div", pictures).in("strip"))
              .in("case"));
    }
    boolean outlined = strips.stream().anyMatch(Strip::lesion);
    return Sections.figure(
        drawn,
        "Verdicts are those of the bundle's deciding detector at the recipe's rate, with the"
            + " p-value."
            + (outlined ? " The outline in the heat maps is the lesion." : ""));
  }

  private static Element verdict(Strip.Face face) {
    String p = face.pValue() == null ? "" : String.format(Locale.ROOT, ", p = %.3g", face.pValue());
    return Element.of("span", face.verdict() + p).in("verdict " + face.verdict());
  }

  private static void picture(
      Results results, String file, String caption, List<Element> pictures) {
    results
        .file(file)
        .ifPresent(
            bytes ->
                pictures.add(
                    Element.of(
                        "div",
                        Element.of("img")
                            .with("alt", caption)
                            .with(
                                "src",
                                "data:image/png;base64,"
                                    + Base64.getEncoder().encodeToString(bytes)),
                        Element.of("small", caption))));
  }
}
