package io.lazaret.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.AdaptiveExperiment;
import io.lazaret.lab.experiment.AttentionExperiment;
import io.lazaret.lab.experiment.CalibrationExperiment;
import io.lazaret.lab.experiment.CapacityExperiment;
import io.lazaret.lab.experiment.LeaksExperiment;
import io.lazaret.lab.experiment.SeparabilityExperiment;
import io.lazaret.lab.experiment.SweepExperiment;
import io.lazaret.lab.experiment.UniversalExperiment;
import io.lazaret.lab.experiment.ViewsExperiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers that this page has no picture for, as the tables that they are. */
final class OtherSections {
  private static final Set<String> DRAWN =
      Set.of(
          SweepExperiment.NAME,
          SeparabilityExperiment.NAME,
          AttentionExperiment.NAME,
          CalibrationExperiment.NAME,
          LeaksExperiment.NAME,
          CapacityExperiment.NAME,
          AdaptiveExperiment.NAME,
          ViewsExperiment.NAME,
          UniversalExperiment.NAME);

  private OtherSections() {}

  static List<Element> of(Results results) {
    List<Element> sections = new ArrayList<>();
    results
        .experiments()
        .forEach(
            (name, tree) -> {
              if (!DRAWN.contains(name)) {
                sections.add(
                    Sections.section("Experiment: " + name, "", tables(name, tree.path("result"))));
              }
            });
    return sections;
  }

  private static List<Element> tables(String name, JsonNode result) {
    List<Element> tables = new ArrayList<>();
    if (isRows(result)) {
      tables.add(Sections.figure(List.of(rows(flat(result))), caption(name, result.size())));
      for (String key : keys(result)) {
        List<Map<String, JsonNode>> inner = inner(result, key);
        if (!inner.isEmpty()) {
          tables.add(Element.of("h3", words(key)));
          tables.add(Sections.figure(List.of(rows(inner)), caption(name, inner.size())));
        }
      }
    } else if (result.isObject()) {
      result
          .fields()
          .forEachRemaining(
              field -> {
                tables.add(Element.of("h3", words(field.getKey())));
                tables.addAll(tables(name, field.getValue()));
              });
    } else {
      tables.add(Element.of("p", cell(result)));
    }
    return tables;
  }

  private static String caption(String name, int rows) {
    return (rows == 1 ? "1 row, as it stands" : rows + " rows, as they stand")
        + " in results/"
        + name
        + ".json.";
  }

  private static Set<String> keys(JsonNode rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(keys::add));
    return keys;
  }

  /** Each row's own numbers and texts. */
  private static List<Map<String, JsonNode>> flat(JsonNode rows) {
    List<Map<String, JsonNode>> flat = new ArrayList<>();
    rows.forEach(row -> flat.add(flat("", row)));
    return flat;
  }

  private static Map<String, JsonNode> flat(String prefix, JsonNode row) {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    row.fields()
        .forEachRemaining(
            field -> {
              JsonNode value = field.getValue();
              if (value.isValueNode() || (value.isArray() && !value.path(0).isContainerNode())) {
                cells.put(prefix + words(field.getKey()), value);
              } else if (value.isObject()) {
                cells.putAll(flat(prefix + words(field.getKey()) + " ", value));
              }
            });
    return cells;
  }

  /** The rows inside rows, each behind the texts and whole numbers of the row that it is in. */
  private static List<Map<String, JsonNode>> inner(JsonNode rows, String key) {
    List<Map<String, JsonNode>> inner = new ArrayList<>();
    for (JsonNode row : rows) {
      Map<String, JsonNode> outer = flat("", row);
      outer.values().removeIf(value -> !value.isTextual() && !value.isInt());
      if (isRows(row.path(key))) {
        for (JsonNode each : row.path(key)) {
          Map<String, JsonNode> cells = new LinkedHashMap<>(outer);
          cells.putAll(flat("", each));
          inner.add(cells);
        }
      }
    }
    return inner;
  }

  private static boolean isRows(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isObject();
  }

  private static Element rows(List<Map<String, JsonNode>> rows) {
    Set<String> heads = new LinkedHashSet<>();
    rows.forEach(row -> heads.addAll(row.keySet()));
    List<List<String>> cells = new ArrayList<>();
    for (Map<String, JsonNode> row : rows) {
      cells.add(heads.stream().map(head -> cell(row.get(head))).toList());
    }
    return Table.of(List.copyOf(heads), cells);
  }

  /** A number, a text, an estimate with its interval, or what else there is as JSON. */
  private static String cell(@Nullable JsonNode value) {
    if (value == null || value.isMissingNode() || value.isNull()) {
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
