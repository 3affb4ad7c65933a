package io.lazaret.lab.data;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of image files that nobody labelled: images of a site, for calibration. */
public final class ImageFolder {
  private ImageFolder() {}

  /**
   * Every file below a folder, links followed, in the order of their names; hidden ones are left
   * out, and the one that names the patients.
   *
   * @param patients a CSV file with the columns {@code file} (relative to the folder) and {@code
   *     group} (the patient); without it every file is a patient of its own
   * @param modality what the images are of
   * @return a data set without classes, whose specimens are called by their files
   * @throws RefusedException in one line when there is no file, or one has no patient
   */
  public static Dataset read(Path folder, Optional<Path> patients, String modality) {
    Map<String, String> groups = patients.map(ImageFolder::groups).orElse(Map.of());
    List<Specimen> specimens;
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      specimens =
          files
              .filter(file -> Files.isRegularFile(file) && !hidden(folder.relativize(file)))
              .filter(file -> patients.filter(csv -> same(csv, file)).isEmpty())
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .map(
                  name ->
                      new Specimen(
                          name,
                          patients.map(file -> group(file, groups, name)).orElse(name),
                          0,
                          () -> ImageFiles.pixels(folder.resolve(name))))
              .toList();
    } catch (IOException | UncheckedIOException e) { // a walk meets what it may not read on its way
      throw new RefusedException(
          folder + ": cannot be read: " + IoReason.withFile(e) + "; give a folder of images", e);
    }
    if (specimens.isEmpty()) {
      throw new RefusedException(folder + ": holds no files; give a folder of images");
    }
    DataHash hash = new DataHash();
    for (Specimen specimen : specimens) {
      hash.add(specimen.id() + "," + specimen.group());
      hash.add(folder.resolve(specimen.id()));
    }
    return new Dataset(
        folder.toAbsolutePath().normalize().toString(),
        modality,
        List.of(),
        specimens,
        hash.digest());
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> groups(Path file) {
    Map<String, String> groups = new HashMap<>();
    for (Map<String, String> row :
        CsvFile.read(file, List.of("file", "group"), "--patients names a CSV file")) {
      String name = Required.of(row, "file");
      String group = Required.of(row, "group");
      String before = groups.put(name, group);
      if (before != null && !before.equals(group)) {
        throw new RefusedException(
            file + ": '" + name + "' is of '" + before + "' and of '" + group + "'; keep one row");
      }
    }
    return groups;
  }

  private static String group(Path file, Map<String, String> groups, String name) {
    String group = groups.get(name);
    if (group == null || group.isBlank()) {
      throw new RefusedException(
          file + ": names no patient of '" + name + "'; add a row for it, or remove the image");
    }
    return group;
  }
}
