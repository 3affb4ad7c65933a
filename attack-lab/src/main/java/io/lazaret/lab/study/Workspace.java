package io.lazaret.lab.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleJson;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a study has computed so far, in files: a study that was killed reads them and goes on. A
 * file appears when it is whole. Belongs to one recipe on one data set, and to one process at a
 * time.
 */
public final class Workspace implements AutoCloseable {
  private static final String OWNER = "study.sha256";
  private static final String UNFINISHED = ".unfinished";

  private final Path directory;
  private final FileChannel lock;

  /** How a value lies in a file. */
  public interface Format<T> {
    void write(T value, DataOutputStream out) throws IOException;

    T read(DataInputStream in) throws IOException;
  }

  private Workspace(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens a workspace, or makes it.
   *
   * @param fingerprint of everything that the files follow from
   * @throws RefusedException when it belongs to another study, or another process works in it
   */
  public static Workspace open(Path directory, String fingerprint) {
    try {
      Files.createDirectories(directory);
      Workspace workspace = new Workspace(directory, lock(directory));
      try {
        workspace.claim(fingerprint);
        workspace.clear();
        return workspace;
      } catch (RuntimeException | IOException e) {
        workspace.close();
        throw e;
      }
    } catch (IOException e) {
      throw new RefusedException(directory + ": cannot be written: " + IoReason.withFile(e), e);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // another study of this very process: said below
    }
    channel.close();
    throw new RefusedException(
        directory + ": another study is at work here; wait for it or name another --out");
  }

  private void claim(String fingerprint) throws IOException {
    Path owner = directory.resolve(OWNER);
    if (!Files.exists(owner)) {
      replace(owner, file -> Files.writeString(file, fingerprint + "\n"));
    } else if (!Files.readString(owner).strip().equals(fingerprint)) {
      throw new RefusedException(
          directory
              + ": holds the work of another recipe, data set or version; name another --out, or"
              + " remove it");
    }
  }

  /** A part of this workspace with names of its own; closing this one closes it. */
  public Workspace within(String folder) {
    return new Workspace(directory.resolve(folder), lock);
  }

  /** Removes what a killed study left half written. */
  private void clear() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(UNFINISHED)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** A file that is written once. */
  public Path file(String name, Consumer<Path> write) {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      replace(file, write::accept);
    }
    return file;
  }

  /** A value that is computed once, as JSON. */
  public <T> T json(String name, Class<T> type, Supplier<T> compute) {
    Optional<T> there = noted(name, type);
    if (there.isPresent()) {
      return there.get();
    }
    T value = compute.get();
    note(name, value);
    return value;
  }

  /** A value as it was noted last, as JSON. */
  <T> Optional<T> noted(String name, Class<T> type) {
    Path file = directory.resolve(name + ".json");
    try {
      return Files.exists(file)
          ? Optional.of(BundleJson.mapper().readValue(file.toFile(), type))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes a value, in place of what was noted before. */
  void note(String name, Object value) {
    replace(directory.resolve(name + ".json"), to -> BundleJson.writeCompact(to, value));
  }

  /** A value that is computed once, in a format of its own, compressed. */
  public <T> T binary(String name, Format<T> format, Supplier<T> compute) {
    Path file = directory.resolve(name + ".gz");
    if (Files.exists(file)) {
      try (var in =
          new DataInputStream(
              new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
        return format.read(in);
      } catch (IOException e) {
        throw damaged(file, e);
      }
    }
    T value = compute.get();
    replace(
        file,
        to -> {
          try (var out =
              new DataOutputStream(
                  new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(to))))) {
            format.write(value, out);
          }
        });
    return value;
  }

  private static RefusedException damaged(Path file, IOException e) {
    return new RefusedException(file + ": damaged; remove it and run the study again", e);
  }

  private interface Writing {
    void to(Path file) throws IOException;
  }

  private static void replace(Path file, Writing writing) {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try {
      Files.createDirectories(file.getParent());
      writing.to(unfinished);
      try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        written.force(true); // or a power cut would leave a whole name on an empty file
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
