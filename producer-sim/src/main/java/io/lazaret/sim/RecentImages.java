package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.SourcePosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The newest images of a topic, as files: what a person looks through and a bundle is calibrated
 * on. Holds names only; an image lies in the folder until newer ones push it out.
 */
final class RecentImages {
  private final Path folder;
  private final Choice choice;
  private final PriorityQueue<Kept> kept =
      new PriorityQueue<>(Comparator.comparingLong(Kept::millis).thenComparingLong(Kept::number));
  private long number;
  private long elsewhere;

  /**
   * Which images.
   *
   * @param modality what the feed said
   * @param feed of one feed, or of all
   * @param ids only these, such as those that a person has looked at, or all
   * @param newest how many, at least 1
   */
  record Choice(String modality, Optional<String> feed, Optional<Set<String>> ids, int newest) {
    private boolean takes(ImageEvent image) {
      return image.modality().equals(Optional.of(modality))
          && feed.map(image.feed()::equals).orElse(true)
          && ids.map(each -> each.contains(image.id())).orElse(true);
    }
  }

  private record Kept(long millis, long number, String file, String id, String feed) {}

  /**
   * @param folder is made; must be empty where it is there
   * @throws RefusedException when it is not, or cannot be made
   */
  RecentImages(Path folder, Choice choice) {
    this.folder = folder;
    this.choice = choice;
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new RefusedException(folder + ": is not empty; give a new folder");
        }
      }
      if (Files.exists(index())) {
        throw new RefusedException(index() + ": is there already; give a new folder");
      }
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /** Keeps the image of a record where it is one of those that are asked for. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    ImageHeaders.Reading headers =
        ImageHeaders.read(
            Optional.ofNullable(record.key()).map(key -> new String(key, UTF_8)),
            new SourcePosition(record.topic(), record.partition(), record.offset()),
            name -> last(record, name));
    if (headers.defect().isPresent() || !choice.takes(headers.event())) {
      return;
    }
    Optional<String> ending = ending(record.value());
    if (ending.isEmpty()) {
      elsewhere++;
      return;
    }
    String file = String.format(Locale.ROOT, "%08d.%s", number, ending.get());
    Kept image =
        new Kept(record.timestamp(), number++, file, headers.event().id(), headers.event().feed());
    if (kept.size() == choice.newest() && image.millis() < kept.peek().millis()) {
      return;
    }
    write(folder.resolve(file), record.value());
    kept.add(image);
    if (kept.size() > choice.newest()) {
      delete(kept.remove().file());
    }
  }

  /** Which file is which image: beside the folder, where every file is an image. */
  Path index() {
    Path whole = folder.toAbsolutePath().normalize();
    return whole.resolveSibling(whole.getFileName() + ".csv");
  }

  /** Writes the index; how many images there are. */
  int finish() {
    StringBuilder lines = new StringBuilder("file,id,feed\n");
    kept.stream()
        .sorted(Comparator.comparing(Kept::file))
        .forEach(
            each ->
                lines
                    .append(each.file())
                    .append(',')
                    .append(quoted(each.id()))
                    .append(',')
                    .append(quoted(each.feed()))
                    .append('\n'));
    write(index(), lines.toString().getBytes(UTF_8));
    return kept.size();
  }

  /** Images that were asked for and do not travel in their records, or are no PNG or JPEG. */
  long elsewhere() {
    return elsewhere;
  }

  /** The ids of a file, one a line. */
  static Set<String> ids(Path file) {
    try {
      return Set.copyOf(Files.readAllLines(file).stream().filter(id -> !id.isBlank()).toList());
    } catch (IOException e) {
      throw new RefusedException(
          file + ": cannot be read: " + IoReason.of(e) + "; give a file of ids, one a line", e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private void delete(String name) {
    Path file = folder.resolve(name);
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static RefusedException cannotWrite(Path file, IOException e) {
    return new RefusedException(
        file + ": cannot be written: " + IoReason.of(e) + "; give a folder to write in", e);
  }

  private static Optional<String> ending(byte @Nullable [] bytes) {
    if (startsWith(bytes, List.of(0x89, 0x50, 0x4e, 0x47))) {
      return Optional.of("png");
    }
    return startsWith(bytes, List.of(0xff, 0xd8, 0xff)) ? Optional.of("jpg") : Optional.empty();
  }

  private static boolean startsWith(byte @Nullable [] bytes, List<Integer> magic) {
    if (bytes == null || bytes.length < magic.size()) {
      return false;
    }
    for (int i = 0; i < magic.size(); i++) {
      if ((bytes[i] & 0xff) != magic.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static byte @Nullable [] last(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : header.value();
  }
}
