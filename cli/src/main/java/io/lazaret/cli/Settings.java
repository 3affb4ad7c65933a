package io.lazaret.cli;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Settings files: YAML whose keys are the components of a record and of the records inside it.
 *
 * <p>A component may be a {@code String}, {@code int}, {@code long}, {@code double}, {@code
 * boolean}, {@code Path} (relative to the file's directory), an enum (its constants in lower case
 * with hyphens), a record, a {@code List} of any of these, a {@code Map} from {@code String} to any
 * of these, or an {@code Optional} of any of these. It carries {@link Doc} and, where it may be
 * left out, {@link Default}. A record checks its own values in its compact constructor by throwing
 * {@link IllegalArgumentException}.
 */
public final class Settings {
  private Settings() {}

  /**
   * Reads a settings file.
   *
   * @throws RefusedException with one line that names the file and the key: a missing or unreadable
   *     file, invalid YAML, an unknown or duplicated key, a value of the wrong type or out of
   *     range, a missing required key
   */
  public static <T extends Record> T read(Path file, Class<T> type) {
    return parse(file.toString(), text(file), directoryOf(file), type);
  }

  /** What a settings file without a single key gives; paths are relative to {@code directory}. */
  public static <T extends Record> T defaults(Path directory, Class<T> type) {
    return parse("defaults", "", directory, type);
  }

  /**
   * Reads settings from text.
   *
   * @param name what errors call the text
   * @param directory what paths are relative to
   */
  public static <T extends Record> T parse(
      String name, String text, Path directory, Class<T> type) {
    return type.cast(new Binder(name, directory).bind(type, YamlReader.read(name, text), ""));
  }

  private static Path directoryOf(Path file) {
    return file.toAbsolutePath().normalize().resolveSibling("");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new RefusedException(file + ": no such file; give the path of a settings file", e);
    } catch (CharacterCodingException e) {
      throw new RefusedException(file + ": not UTF-8 text; save the file as UTF-8", e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }
}
