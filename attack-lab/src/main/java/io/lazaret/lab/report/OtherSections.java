package io.lazaret.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.AttentionExperiment;
import io.lazaret.lab.experiment.CalibrationExperiment;
import io.lazaret.lab.experiment.SeparabilityExperiment;
import io.lazaret.lab.experiment.SweepExperiment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Answers that this page has no picture for, as the tables that they are. */
final class OtherSections {
  private static final Set<String> DRAWN =
      Set.of(
          SweepExperiment.NAME,
          SeparabilityExperiment.NAME,
          AttentionExperiment.NAME,
          CalibrationExperiment.NAME);

  private OtherSections() {}

  static List<Element> of(Results results) {
    List<Element> sections = new ArrayList<>();
    results
        .experiments()
        .forEach(
            (name, tree) -> {
              if (!DRAWN.contains(name)) {
                sections.add(
                    Sections.section("Experiment: " + name, "", tables(tree.path("result"))));
              }
            });
    return sections;
  }

  private static List<Element> tables(JsonNode result) {
    List<Element> tables = new ArrayList<>();
    if (isRows(result)) {
      tables.add(Sections.figure(List.of(rows(result)), result.size() + " rows."));
    } else if (result.isObject()) {
      result
          .fields()
          .forEachRemaining(
              field -> {
                tables.add(Element.of("h3", words(field.getKey())));
                tables.addAll(tables(field.getValue()));
              });
    } else {
      tables.add(Element.of("p", cell(result)));
    }
    return tables;
  }

  private static boolean isRows(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isObject();
  }

  private static Element rows(JsonNode rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(keys::add));
    List<List<String>> cells = new ArrayList<>();
    for (JsonNode row : rows) {
      cells.add(keys.stream().map(key -> cell(row.path(key))).toList());
    }
    return Table.of(keys.stream().map(OtherSections::words).toList(), cells);
  }

  /** A number, a text, an estimate with its interval, or what else there is as JSON. */
  private static String cell(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return Numbers.NONE;
    }
    if (value.isIntegralNumber()) {
      return value.asText();
    }
    if (value.isNumber()) {
      return decimals(value.asDouble());
    }
    if (value.isArray() && value.size() == 3 && value.get(0).isNumber()) {
      return decimals(value.get(0).asDouble())
          + " ("
          + decimals(value.get(1).asDouble())
          + "-"
          + decimals(value.get(2).asDouble())
          + ")";
    }
    return value.isTextual() ? value.asText() : value.toString();
  }

  private static String decimals(double number) {
    String text = String.format(Locale.ROOT, "%.4f", number);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  /** {@code tprAt} as "tpr at". */
  private static String words(String key) {
    return key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}
