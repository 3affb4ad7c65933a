package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.RefusedException;
import io.lazaret.sim.RecentImages.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentImagesTest {
  private static final Choice ALL = new Choice("xray", Optional.empty(), Optional.empty(), 3);

  @TempDir private Path work;

  private static byte[] png(String id) {
    byte[] bytes = ("?PNG " + id).getBytes(UTF_8);
    bytes[0] = (byte) 0x89;
    return bytes;
  }

  private static ConsumerRecord<byte[], byte[]> image(
      String id, long millis, String feed, String modality, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_source", feed.getBytes(UTF_8));
    headers.add("ce_modality", modality.getBytes(UTF_8));
    return new ConsumerRecord<>(
        "images.cleared",
        0,
        millis,
        millis,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        id.getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> image(String id, long millis) {
    return image(id, millis, "ward", "xray", png(id));
  }

  private List<String> index(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(folder + ".csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",");
      String id = fields[1].replace("\"", "");
      assertArrayEquals(png(id), Files.readAllBytes(folder.resolve(fields[0])));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(lines.size() - 1, files.count());
    }
    return lines.stream().skip(1).map(line -> line.split(",")[1].replace("\"", "")).toList();
  }

  @Test
  void theNewestStayInWhateverOrderTheyCome() throws IOException {
    Path folder = work.resolve("newest");
    RecentImages images = new RecentImages(folder, ALL);
    for (long millis : List.of(5, 1, 4, 2, 9, 3, 7)) {
      images.take(image("i" + millis, millis));
    }

    assertEquals(3, images.finish());
    assertEquals(Set.of("i5", "i9", "i7"), Set.copyOf(index(folder)));
  }

  @Test
  void onlyTheModalityTheFeedAndTheIdsThatAreAskedFor() throws IOException {
    Path folder = work.resolve("chosen");
    Choice choice =
        new Choice("xray", Optional.of("ward"), Optional.of(Set.of("a", "b", "c", "d")), 10);
    RecentImages images = new RecentImages(folder, choice);
    images.take(image("a", 1));
    images.take(image("b", 2, "clinic", "xray", png("b")));
    images.take(image("c", 3, "ward", "ct", png("c")));
    images.take(image("d", 4));
    images.take(image("e", 5));

    assertEquals(2, images.finish());
    assertEquals(List.of("a", "d"), index(folder));
  }

  @Test
  void whatLiesElsewhereOrIsNoImageIsCountedAndLeftOut() throws IOException {
    Path folder = work.resolve("elsewhere");
    RecentImages images = new RecentImages(folder, ALL);
    images.take(image("a", 1, "ward", "xray", null));
    images.take(image("b", 2, "ward", "xray", "DICM".getBytes(UTF_8)));
    images.take(image("c", 3));

    assertEquals(1, images.finish());
    assertEquals(2, images.elsewhere());
    assertEquals(List.of("c"), index(folder));
  }

  @Test
  void aFolderWithSomethingInItIsRefused() throws IOException {
    Files.writeString(work.resolve("mine.png"), "precious");

    String complaint =
        assertThrows(RefusedException.class, () -> new RecentImages(work, ALL)).getMessage();

    assertEquals(work + ": is not empty; give a new folder", complaint);
  }

  @Test
  void idsAreReadOneALine() throws IOException {
    Path file = Files.writeString(work.resolve("ids"), "a\n\nb\n");

    assertEquals(Set.of("a", "b"), RecentImages.ids(file));
    assertThrows(RefusedException.class, () -> RecentImages.ids(work.resolve("none")));
  }
}
