package io.lazaret.core.corpus;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * Encoded images on disk with their truth: {@code corpus.json}, {@code truth.jsonl} and {@code
 * images/}, as {@code docs/corpus-format.md} says. Entries are held in memory, images are read when
 * they are asked for.
 */
public final class Corpus {
  /** The version of the format that is written, and the only one that is read. */
  public static final int SCHEMA_VERSION = 1;

  static final String DESCRIPTION_FILE = "corpus.json";
  static final String TRUTH_FILE = "truth.jsonl";

  private final Path directory;
  private final CorpusDescription description;
  private final List<CorpusEntry> entries;

  private Corpus(Path directory, CorpusDescription description, List<CorpusEntry> entries) {
    this.directory = directory;
    this.description = description;
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads a corpus and checks it: the schema version, the counts, ids and files that appear twice,
   * files that are missing or lie outside the directory. The images' own bytes are checked when
   * they are read.
   *
   * @throws RefusedException when something is wrong; the message names the file and the line
   */
  public static Corpus read(Path directory) {
    Path descriptionFile = directory.resolve(DESCRIPTION_FILE);
    if (!Files.isRegularFile(descriptionFile)) {
      throw new RefusedException(
          directory
              + ": no "
              + DESCRIPTION_FILE
              + "; name a corpus directory, or write the corpus again if that was interrupted");
    }
    JsonFields fields =
        JsonFields.parse(bytes(descriptionFile), descriptionFile.toString())
            .requireVersion("schemaVersion", SCHEMA_VERSION);
    CorpusDescription description = CorpusDescription.from(fields);
    Path truth = directory.resolve(TRUTH_FILE);
    List<CorpusEntry> entries = JsonLines.read(truth, CorpusEntry::parse);
    checkCounts(fields.object("counts"), entries);
    checkUnique(truth, entries);
    checkFiles(directory, truth, entries);
    return new Corpus(directory, description, entries);
  }

  /** The corpus's directory, as it was given. */
  public Path directory() {
    return directory;
  }

  /** What all images have in common. */
  public CorpusDescription description() {
    return description;
  }

  /** Every image, in the order of {@code truth.jsonl}; unmodifiable. */
  public List<CorpusEntry> entries() {
    return entries;
  }

  /**
   * The encoded image.
   *
   * @throws RefusedException when the file cannot be read or is not the one that the entry's check
   *     sum says
   */
  public byte[] bytes(CorpusEntry entry) {
    Path file = directory.resolve(entry.file());
    byte[] encoded = bytes(file);
    if (!Sha256.of(encoded).equals(entry.sha256())) {
      throw new RefusedException(
          file + ": not the file of " + TRUTH_FILE + " (its SHA-256 differs); restore the corpus");
    }
    return encoded;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static void checkCounts(JsonFields counts, List<CorpusEntry> entries) {
    checkCount(counts, "images", entries.size());
    checkCount(counts, "attacked", entries.stream().filter(CorpusEntry::attacked).count());
  }

  private static void checkCount(JsonFields counts, String name, long found) {
    if (counts.integer(name, 0, Integer.MAX_VALUE) != found) {
      throw counts.wrong(name, "is not the " + found + " of " + TRUTH_FILE);
    }
  }

  private static void checkUnique(Path truth, List<CorpusEntry> entries) {
    var ids = new HashSet<String>();
    var files = new HashSet<String>();
    for (int i = 0; i < entries.size(); i++) {
      CorpusEntry entry = entries.get(i);
      if (!ids.add(entry.id())) {
        throw new RefusedException(
            truth + " line " + (i + 1) + ": id " + entry.id() + " appears twice");
      }
      if (!files.add(entry.file())) {
        throw new RefusedException(
            truth + " line " + (i + 1) + ": file " + entry.file() + " appears twice");
      }
    }
  }

  private static void checkFiles(Path directory, Path truth, List<CorpusEntry> entries) {
    try {
      Path root = directory.toRealPath();
      for (int i = 0; i < entries.size(); i++) {
        Path file = directory.resolve(entries.get(i).file());
        String place = truth + " line " + (i + 1) + ": file " + entries.get(i).file();
        if (!Files.isRegularFile(file)) {
          throw new RefusedException(place + " is missing; restore the corpus");
        }
        if (!file.toRealPath().startsWith(root)) {
          throw new RefusedException(place + " links to outside the corpus; copy it in");
        }
      }
    } catch (IOException e) {
      throw new RefusedException(directory + ": cannot be read: " + IoReason.withFile(e), e);
    }
  }
}
