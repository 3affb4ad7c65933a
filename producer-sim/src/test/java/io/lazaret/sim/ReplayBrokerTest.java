package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.CommandLines;
import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.DataReference;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.store.ObjectException;
import io.lazaret.store.ObjectStore;
import io.lazaret.store.S3Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Replays to a real broker. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayBrokerTest {
  private static final S3Settings S3 =
      new S3Settings(Optional.empty(), "us-east-1", Duration.ofSeconds(1));

  private TestBroker broker;
  private Corpus corpus;

  /** 100 images on three partitions: 66 clean, 30 attacked, 4 malformed. */
  @BeforeAll
  void aBrokerWithOneReplay(@TempDir Path directory) throws Exception {
    broker = TestBroker.start(directory.resolve("kafka"));
    corpus = SmallCorpus.write(directory.resolve("corpus"), 70, 30, 5_000);
    broker.create(3, "images.incoming", "simulation.truth", "other.truth");
    Replay.run(corpus, plan(0.04), target("images.incoming"), progress -> {});
  }

  @AfterAll
  void close() {
    broker.close();
  }

  @Test
  void theNewestImagesOfAFeedAreCollected(@TempDir Path work) throws Exception {
    broker.create(2, "cleared");
    long now = System.currentTimeMillis();
    try (var feed =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < 10; i++) {
        byte[] id = ("image-" + i).getBytes(UTF_8);
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', (byte) i};
        long written = now - Duration.ofDays(i < 3 ? 8 : 1).toMillis() + i;
        var image = new ProducerRecord<>("cleared", i % 2, written, id, png);
        image.headers().add("ce_modality", "xray".getBytes(UTF_8));
        image.headers().add("ce_source", "ward".getBytes(UTF_8));
        feed.send(image).get();
      }
    }
    Path out = work.resolve("recent");

    assertEquals(0, collect(out, "--newest", "20"));
    assertEquals(7, Files.readAllLines(work.resolve("recent.csv")).size() - 1, "of a week");

    Path fewer = work.resolve("fewer");
    assertEquals(0, collect(fewer, "--newest", "2", "--since", "30d"));
    assertTrue(Files.readString(work.resolve("fewer.csv")).contains("image-9"));
    try (Stream<Path> files = Files.list(fewer)) {
      assertEquals(2, files.count());
    }
    assertEquals(CommandLines.REFUSED, collect(fewer), "a folder with something in it");
  }

  private int collect(Path out, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("collect", "--bootstrap", broker.bootstrap(), "--topic", "cleared"));
    line.addAll(List.of("--modality", "xray", "--feed", "ward", "--out", out.toString()));
    line.addAll(List.of(more));
    return CommandLines.run(new SimCommand(), line.toArray(String[]::new));
  }

  @Test
  void theSameSeedSendsTheSameIdsAndBytes() throws Exception {
    broker.create(1, "again.one", "again.two");

    var progress = new ArrayList<Replay.Progress>();
    Replay.run(corpus, plan(0.1), target("again.one"), progress::add);
    Replay.run(corpus, plan(0.1), target("again.two"), each -> {});

    List<ConsumerRecord<byte[], byte[]>> one = read("again.one");
    List<ConsumerRecord<byte[], byte[]>> two = read("again.two");
    assertEquals(100, one.size());
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i).key(), two.get(i).key());
      assertArrayEquals(one.get(i).value(), two.get(i).value());
    }
    assertEquals(100, progress.size());
    assertEquals(30, progress.get(99).attacked());
    assertEquals(10, progress.get(99).malformed());
    assertEquals(
        one.stream().mapToLong(record -> record.value().length).sum(), progress.get(99).bytes());
  }

  @Test
  void imagesTooLargeForTheirRecordsLieWhereItSays(@TempDir Path directory) throws Exception {
    broker.create(1, "large");
    URI folder = URI.create("file://" + directory.toRealPath() + "/ward 7".replace(" ", "%20"));
    var ways = new TreeMap<String, Integer>();
    try (var check = ClaimCheck.open(folder, 4_000, S3)) {
      Replay.run(corpus, plan(0.3), target("large"), Optional.of(check), each -> {});

      for (ConsumerRecord<byte[], byte[]> record : read("large")) {
        ImageHeaders.Reading headers =
            ImageHeaders.read(
                Optional.empty(),
                new SourcePosition("large", record.partition(), record.offset()),
                name -> {
                  Header header = record.headers().lastHeader(name);
                  return header == null ? null : header.value();
                });
        assertEquals(Optional.empty(), headers.defect());
        Optional<DataReference> data = headers.event().data();
        String way = data.isEmpty() ? "inline" : found(check.store(), data.get());
        assertEquals(data.isPresent(), record.value().length == 0 && !way.equals("inline"));
        assertTrue(record.value().length <= 4_000);
        ways.merge(way, 1, Integer::sum);
      }
    }
    assertEquals(5, ways.get("altered"), ways.toString());
    assertEquals(5, ways.get("missing"), ways.toString());
    assertTrue(ways.get("whole") >= 80, ways.toString());
    assertTrue(ways.get("inline") >= 5, ways.toString());
  }

  private static String found(ObjectStore store, DataReference named) {
    try {
      byte[] bytes = store.read(named.uri(), (int) named.size());
      return named.names(bytes) ? "whole" : "altered";
    } catch (ObjectException e) {
      assertEquals(ObjectException.Problem.MISSING, e.problem());
      return "missing";
    }
  }

  @Test
  void everyImageIsReadableByItsHeadersAndHasItsTruth() throws Exception {
    var truths = new TreeMap<String, TruthEvent>();
    for (ConsumerRecord<byte[], byte[]> record : read("simulation.truth")) {
      TruthEvent truth = TruthEvent.parse(record.value());
      truths.put(truth.imageId(), truth);
    }

    for (ConsumerRecord<byte[], byte[]> record : read("images.incoming")) {
      var event = LawfulPipeline.judge(record);
      assertEquals("ward-7", event.feed());
      assertEquals("derma", event.modality().orElseThrow());
      assertEquals(new String(record.key(), UTF_8), event.imageId());
      assertTrue(truths.containsKey(event.imageId()));
    }
  }

  @Test
  void aReplayKeepsItsRateAndStopsWhenInterrupted() throws Exception {
    broker.create(1, "slow");
    var plan =
        new ReplayPlan(
            OptionalDouble.of(100),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            0,
            1,
            "ward-7",
            true);

    long start = System.nanoTime();
    Replay.Progress sent =
        Replay.run(
            corpus,
            plan,
            target("slow"),
            progress -> {
              if (progress.images() == 150) {
                Thread.currentThread().interrupt();
              }
            });
    double seconds = (System.nanoTime() - start) / 1e9;

    assertTrue(Thread.interrupted());
    assertEquals(150, sent.images());
    assertEquals(150, read("slow").size());
    assertTrue(seconds > 1.4 && seconds < 4, seconds + " s");
  }

  @Test
  void anImageThatTheTopicDoesNotTakeIsRefused(@TempDir Path directory) throws Exception {
    broker.create(1, "narrow");
    Corpus large = SmallCorpus.write(directory.resolve("large"), 1, 0, 2_000_000);

    var refusal =
        assertThrows(
            RefusedException.class,
            () -> Replay.run(large, ReplayPlan.once("ward-7", 1), target("narrow"), each -> {}));

    assertEquals(
        "an image is larger than topic narrow takes; raise its max.message.bytes",
        refusal.getMessage());
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var reader = new TopicReader(Connection.to(broker.bootstrap()), List.of(topic))) {
      reader.readTo(reader.ends(), records::add);
    }
    return records;
  }

  private Replay.Target target(String topic) {
    return new Replay.Target(
        broker.bootstrap(),
        topic,
        topic.equals("images.incoming") ? TruthEvent.TOPIC : "other.truth");
  }

  private static ReplayPlan plan(double malformed) {
    return new ReplayPlan(
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        malformed,
        11,
        "ward-7",
        false);
  }
}
