package io.lazaret.lab.data;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of image files with a {@code labels.csv}: comma-separated, a header line, the columns
 * {@code file} (relative to the folder), {@code label} (0, 1, ...), {@code label_name}, {@code
 * modality} and {@code group} (the patient) in any order among others.
 */
public final class LabelsCsv {
  private static final List<String> COLUMNS =
      List.of("file", "label", "label_name", "modality", "group");

  /** A class of fewer images than this can neither be learnt nor split. */
  public static final int FEWEST = 20;

  private LabelsCsv() {}

  /**
   * Reads one set of a folder: the rows whose file lies under {@code set/}.
   *
   * @param folder holds {@code labels.csv}
   * @param set the name of a subfolder, for example {@code cxr_nih}
   * @param limit the most images to read of each class, 0 for all
   * @throws RefusedException in one line for a missing file or column, a bad label, a row without
   *     its image, one class only, an unreadable image
   */
  public static Dataset read(Path folder, String set, int limit) {
    Path file = folder.resolve("labels.csv");
    return read(folder, set, limit, rows(file, set, COLUMNS));
  }

  /**
   * Reads one set of a folder by finer classes: the values of another column, in the order of the
   * labels that they belong to, then of the alphabet.
   *
   * @param column for example {@code detail}, where it names diseases
   * @throws RefusedException also for a class of fewer than {@link #FEWEST} images
   */
  public static Dataset read(Path folder, String set, int limit, String column) {
    Path file = folder.resolve("labels.csv");
    List<Map<String, String>> rows =
        rows(file, set, Stream.concat(COLUMNS.stream(), Stream.of(column)).distinct().toList());
    Map<String, List<Map<String, String>>> classes =
        rows.stream()
            .sorted(
                Comparator.comparing((Map<String, String> row) -> label(file, row))
                    .thenComparing(row -> row.get(column)))
            .collect(
                Collectors.groupingBy(
                    row -> row.get(column), LinkedHashMap::new, Collectors.toList()));
    classes.forEach(
        (name, images) -> {
          if (images.size() < FEWEST) {
            throw new RefusedException(
                String.format(
                    "%s: '%s' of '%s' has %d images in column '%s'; a class needs %d or more, name"
                        + " another column",
                    file, name, set, images.size(), column, FEWEST));
          }
        });
    List<String> names = List.copyOf(classes.keySet());
    rows.forEach(
        row -> {
          row.put("label", "" + names.indexOf(row.get(column)));
          row.put("label_name", row.get(column));
        });
    return read(folder, set, limit, rows);
  }

  private static Dataset read(Path folder, String set, int limit, List<Map<String, String>> rows) {
    Path file = folder.resolve("labels.csv");
    Map<Integer, String> names = new TreeMap<>();
    Map<Integer, Integer> counts = new TreeMap<>();
    List<Specimen> specimens = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> ids = new HashSet<>();
    DataHash hash = new DataHash();
    for (Map<String, String> row : rows) {
      int label = label(file, row);
      String other = names.putIfAbsent(label, row.get("label_name"));
      if (other != null && !other.equals(row.get("label_name"))) {
        throw new RefusedException(
            String.format(
                "%s: label %d of '%s' is called '%s' and '%s'; give it one name",
                file, label, set, other, row.get("label_name")));
      }
      if (limit > 0 && counts.merge(label, 1, Integer::sum) > limit) {
        continue;
      }
      String name = Required.of(row, "file");
      String group = Required.of(row, "group");
      if (!seen.add(name)) {
        throw new RefusedException(file + ": '" + name + "' stands there twice");
      }
      if (!ids.add(stem(name))) {
        throw new RefusedException(
            file + ": '" + name + "' has the name of another image; rename one");
      }
      Path image = folder.resolve(name);
      hash.add(name + "," + label + "," + group);
      hash.add(image);
      specimens.add(new Specimen(stem(name), group, label, () -> ImageFiles.pixels(image)));
    }
    if (names.size() < 2) {
      throw new RefusedException(
          file + ": '" + set + "' has " + names.size() + " class; a network needs two or more");
    }
    for (int label = 0; label < names.size(); label++) {
      if (!names.containsKey(label)) {
        throw new RefusedException(
            file + ": '" + set + "' has no label " + label + "; labels count from 0 without gaps");
      }
    }
    return new Dataset(
        set,
        Required.of(rows.get(0), "modality"),
        List.copyOf(names.values()),
        specimens,
        hash.digest());
  }

  private static List<Map<String, String>> rows(Path file, String name, List<String> columns) {
    String set = name.replaceAll("/+$", "");
    if (set.isBlank()) {
      throw new RefusedException(file + ": dataset.set names no subfolder of images");
    }
    List<Map<String, String>> rows =
        CsvFile.read(file, columns, "--data must name a folder with labels.csv").stream()
            .filter(row -> Required.of(row, "file").startsWith(set + "/"))
            .toList();
    if (rows.isEmpty()) {
      throw new RefusedException(file + ": no file under '" + set + "/'; name another set");
    }
    rows.forEach(row -> check(file, row));
    return rows;
  }

  /** A row must say whose image it is, and name a file of the folder. */
  private static void check(Path file, Map<String, String> row) {
    if (Required.of(row, "group").isBlank()) {
      throw new RefusedException(
          file + ": '" + row.get("file") + "' has no group; name its patient");
    }
    Path folder = file.toAbsolutePath().resolveSibling("").normalize();
    if (!folder.resolve(Required.of(row, "file")).normalize().startsWith(folder)) {
      throw new RefusedException(
          file + ": '" + row.get("file") + "' lies outside of the folder; name a file inside");
    }
  }

  private static int label(Path file, Map<String, String> row) {
    try {
      int label = Integer.parseInt(row.get("label"));
      if (label >= 0) {
        return label;
      }
    } catch (NumberFormatException e) {
      // said below, with the row
    }
    throw new RefusedException(
        file + ": '" + row.get("file") + "' has label '" + row.get("label") + "', not 0, 1, ...");
  }

  private static String stem(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
