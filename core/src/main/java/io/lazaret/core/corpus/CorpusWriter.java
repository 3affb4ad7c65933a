package io.lazaret.core.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.JsonText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes a corpus. Nothing reads the directory as a corpus before {@link #complete} has put {@code
 * corpus.json} in its place, so a run that is interrupted leaves no corpus that looks whole.
 */
public final class CorpusWriter implements AutoCloseable {
  private final Path directory;
  private final CorpusDescription description;
  private final OutputStream truth;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> files = new HashSet<>();
  private int attacked;

  /**
   * @param directory made if it is missing
   * @throws RefusedException when the directory holds anything already, or cannot be written
   */
  public CorpusWriter(Path directory, CorpusDescription description) {
    this.directory = directory;
    this.description = description;
    try {
      Files.createDirectories(directory);
      try (var contents = Files.list(directory)) {
        if (contents.findAny().isPresent()) {
          throw new RefusedException(directory + ": not empty; name another directory");
        }
      }
      truth =
          new BufferedOutputStream(
              Files.newOutputStream(
                  directory.resolve(Corpus.TRUTH_FILE), StandardOpenOption.CREATE_NEW));
    } catch (IOException e) {
      throw new RefusedException(directory + ": cannot be written: " + IoReason.withFile(e), e);
    }
  }

  /**
   * Adds one image.
   *
   * @throws IllegalArgumentException when the id or the file was added before, or the entry's check
   *     sum is not that of the bytes
   * @throws UncheckedIOException when the disk takes no more
   */
  public void add(CorpusEntry entry, byte[] encoded) {
    if (!Sha256.of(encoded).equals(entry.sha256())) {
      throw new IllegalArgumentException(entry.id() + ": SHA-256 is not that of the bytes");
    }
    if (!ids.add(entry.id()) || !files.add(entry.file())) {
      throw new IllegalArgumentException(entry.id() + ": added before, or its file was");
    }
    try {
      Path file = directory.resolve(entry.file());
      Files.createDirectories(file.getParent());
      Files.write(file, encoded, StandardOpenOption.CREATE_NEW);
      truth.write(entry.toJson());
      truth.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    attacked += entry.attacked() ? 1 : 0;
  }

  /**
   * Makes a corpus of what was added and reads it back.
   *
   * @throws UncheckedIOException when the disk takes no more
   */
  public Corpus complete() {
    ObjectNode json = JsonText.object().put("schemaVersion", Corpus.SCHEMA_VERSION);
    json.setAll(description.toJson());
    json.putObject("counts").put("images", ids.size()).put("attacked", attacked);
    try {
      truth.close();
      Path unfinished = directory.resolve(Corpus.DESCRIPTION_FILE + ".unfinished");
      Files.write(unfinished, JsonText.pretty(json));
      Files.move(
          unfinished, directory.resolve(Corpus.DESCRIPTION_FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Corpus.read(directory);
  }

  /** Closes the files. Without {@link #complete} before it, the directory is no corpus. */
  @Override
  public void close() {
    try {
      truth.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
