package io.lazaret.core.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Files of one JSON object a line. */
final class JsonLines {
  private JsonLines() {}

  /**
   * Reads every line.
   *
   * @param parser makes a value of a line's bytes and its place, for complaints
   * @throws RefusedException when the file is missing, cannot be read or is not UTF-8
   */
  static <T> List<T> read(Path file, BiFunction<byte[], String, T> parser) {
    var values = new ArrayList<T>();
    try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        values.add(parser.apply(line.getBytes(UTF_8), file + " line " + (values.size() + 1)));
      }
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          file + ": not UTF-8 text after line " + values.size() + "; write it again", e);
    } catch (NoSuchFileException e) {
      throw new RefusedException(file + ": no such file", e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
    return values;
  }
}
