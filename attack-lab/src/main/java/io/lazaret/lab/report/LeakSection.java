package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.LeaksExperiment;
import io.lazaret.lab.experiment.LeaksExperiment.Result;
import io.lazaret.lab.experiment.LeaksExperiment.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the reference code's protocol adds to its numbers, leak by leak. */
final class LeakSection {
  private LeakSection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(LeaksExperiment.NAME, new TypeReference<Result>() {})
        .filter(result -> !result.rows().isEmpty())
        .map(LeakSection::section);
  }

  private static Element section(Result result) {
    List<Element> blocks = new ArrayList<>();
    Map<String, List<Row>> settings =
        result.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row ->
                        "Fitted on "
                            + row.fittedOn()
                            + ", tried on "
                            + row.attack()
                            + " at "
                            + Numbers.levels(row.epsilon())
                            + "/255, with "
                            + Numbers.percent(row.attackedShare())
                            + " of the attacked images to fit on",
                    LinkedHashMap::new,
                    Collectors.toList()));
    settings.forEach(
        (setting, rows) -> {
          Element table = table(rows);
          blocks.add(
              blocks.isEmpty()
                  ? Sections.figure(List.of(Element.of("h3", setting), table), caption(rows))
                  : Sections.details(setting, Sections.figure(List.of(table), caption(rows))));
        });
    List<List<String>> leaks = new ArrayList<>();
    result.leaks().forEach(leak -> leaks.add(List.of(leak.leak(), leak.does(), leak.wrong())));
    blocks.add(
        Sections.details(
            "What each leak does, and why it is wrong",
            Element.of("div", Table.of(List.of("leak", "does", "wrong"), leaks)).in("facts")));
    return Sections.section(
        "What the published protocol is worth",
        "The paper's detectors under the protocol of its reference code, with each of its leaks"
            + " closed in turn, with each by itself, and without any.",
        blocks);
  }

  private static Element table(List<Row> rows) {
    List<String> detectors = rows.stream().map(Row::detector).distinct().toList();
    List<Table.HeatRow> heat = new ArrayList<>();
    for (String protocol : protocols(rows)) {
      List<Row> own = rows.stream().filter(row -> row.protocol().equals(protocol)).toList();
      List<Estimate> areas = new ArrayList<>();
      for (String detector : detectors) {
        areas.add(
            own.stream()
                .filter(row -> row.detector().equals(detector))
                .findFirst()
                .map(LeakSection::spread)
                .orElse(null));
      }
      heat.add(new Table.HeatRow(protocol, areas, own.get(0).attacked()));
    }
    return Table.heat("protocol", detectors, heat, 1, false);
  }

  /** From all leaks to none: one closed, then one alone. */
  private static List<String> protocols(List<Row> rows) {
    return rows.stream()
        .map(Row::protocol)
        .distinct()
        .sorted(
            Comparator.comparing(
                protocol ->
                    protocol.equals("leaky")
                        ? 0
                        : protocol.startsWith("without") ? 1 : protocol.startsWith("only") ? 2 : 3))
        .toList();
  }

  private static Estimate spread(Row row) {
    return new Estimate(row.auc(), row.auc() - row.deviation(), row.auc() + row.deviation());
  }

  private static String caption(List<Row> rows) {
    return "AUC: mean over "
        + rows.get(0).repetitions()
        + " splits; in small: a standard deviation to both sides. n: attacked images; clean ones: "
        + rows.get(0).clean()
        + ".";
  }
}
