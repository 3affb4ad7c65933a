package io.lazaret.cli;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reference of a settings file, generated from its records so that it cannot be out of date.
 */
public final class SettingsReference {
  private SettingsReference() {}

  /**
   * A Markdown table with a row for each key in the order of the records: key, type, default,
   * meaning.
   */
  public static String markdown(Class<? extends Record> type) {
    StringBuilder table =
        new StringBuilder("| Key | Type | Default | Meaning |\n|---|---|---|---|\n");
    appendRows(table, type, "");
    return table.toString();
  }

  private static void appendRows(StringBuilder table, Class<?> type, String parent) {
    for (RecordComponent component : type.getRecordComponents()) {
      String path = KeyPath.join(parent, component.getName());
      if (component.getType().isRecord()) {
        appendRows(table, component.getType(), path);
        continue;
      }
      appendRow(table, component, path);
      Type element = elementOf(component.getGenericType());
      if (element instanceof Class<?> nested && nested.isRecord()) {
        appendRows(table, nested, path + suffixOf(component.getType()));
      }
    }
  }

  private static void appendRow(StringBuilder table, RecordComponent component, String path) {
    Doc doc = component.getAnnotation(Doc.class);
    table
        .append("| `" + path + "` | " + TypeWords.of(component.getGenericType()) + " | ")
        .append(defaultOf(component) + " | ")
        .append((doc == null ? "" : doc.value().replace("|", "\\|")) + " |\n");
  }

  private static String defaultOf(RecordComponent component) {
    Default byDefault = component.getAnnotation(Default.class);
    if (byDefault != null) {
      return byDefault.value().isEmpty() ? "empty" : "`" + byDefault.value() + "`";
    }
    return component.getType() == Optional.class ? "none" : "required";
  }

  private static Type elementOf(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return arguments[arguments.length - 1];
    }
    return type;
  }

  private static String suffixOf(Class<?> type) {
    if (type == List.class) {
      return "[]";
    }
    return type == Map.class ? ".*" : "";
  }
}
