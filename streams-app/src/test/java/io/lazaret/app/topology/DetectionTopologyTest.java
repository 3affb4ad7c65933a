package io.lazaret.app.topology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.metrics.InMemoryMetrics;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.Fingerprint;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectionTopologyTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final RecordLimits LIMITS = RecordLimits.forImages(1_000);
  private static final byte[] KEY = bytes("1.2.840.1");
  private static final byte[] VALUE = {(byte) 0x89, 0, 1, 2};
  private static final Assessment ASSESSMENT =
      new Assessment("xray-1", Map.of("lid", 0.25), 0.5, 0.01);

  private final InMemoryMetrics metrics = new InMemoryMetrics();
  private final FixedJudge judge = new FixedJudge();
  private final Topology topology =
      new DetectionTopology(TOPICS, Optional.of("shadow"), Optional.empty(), LIMITS, judge, metrics)
          .get();
  private final TopologyTestDriver driver = new TopologyTestDriver(topology, settings());
  private final TestInputTopic<byte[], byte[]> incoming =
      driver.createInputTopic(
          TOPICS.incoming(), new ByteArraySerializer(), new ByteArraySerializer());

  /** Says what it is told to say, and remembers. */
  private static final class FixedJudge implements Judge {
    private Verdict verdict = new Verdict.Clear(ASSESSMENT);
    private RuntimeException failure;
    private final List<IncomingImage> seen = new ArrayList<>();
    private final List<Integer> discarded = new ArrayList<>();

    @Override
    public Judgement judge(IncomingImage image) {
      seen.add(image);
      if (failure != null) {
        throw failure;
      }
      return new Judgement(verdict, new VerdictEvent.Timings(1, 2, 3));
    }

    @Override
    public void discard(String topic, int partition) {
      assertEquals(TOPICS.incoming(), topic);
      discarded.add(partition);
    }
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void theTopologyIsOneSubtopology() {
    assertEquals(1, topology.describe().subtopologies().size());
    assertEquals(0, topology.describe().globalStores().size());
  }

  @ParameterizedTest
  @EnumSource(Verdict.Outcome.class)
  void eachOutcomeHasOneRouteAndOneVerdict(Verdict.Outcome outcome) {
    judge.verdict = verdict(outcome);

    incoming.pipeInput(image());

    assertEquals(Map.of(route(outcome), 1, TOPICS.verdicts(), 1), counts());
    assertEquals(1, metrics.received());
    assertEquals(1, metrics.judged(outcome));
  }

  @Test
  void keyValueTimestampAndHeadersStayAsTheyAre() {
    incoming.pipeInput(image());

    TestRecord<byte[], byte[]> out = read(TOPICS.cleared()).get(0);
    assertArrayEquals(KEY, out.key());
    assertArrayEquals(VALUE, out.value());
    assertEquals(1_000L, out.timestamp());
    assertEquals("ward", header(out, "ce_source"));
    assertEquals(List.of("one", "two"), headers(out, "twice"));
  }

  @Test
  void theRouteCarriesTheEvidence() {
    incoming.pipeInput(image());

    TestRecord<byte[], byte[]> out = read(TOPICS.cleared()).get(0);
    assertEquals("clear", header(out, "lazaret-outcome"));
    assertEquals("xray-1", header(out, "lazaret-bundle"));
    assertEquals("0.25", header(out, "lazaret-score-lid"));
    assertEquals("0.5", header(out, "lazaret-p-value"));
    assertEquals("0.01", header(out, "lazaret-asked-rate"));
    assertEquals(TOPICS.incoming(), header(out, "lazaret-source-topic"));
    assertEquals("0", header(out, "lazaret-source-partition"));
    assertEquals("0", header(out, "lazaret-source-offset"));
    assertNull(out.headers().lastHeader("lazaret-reason"));
  }

  @Test
  void forgedHeadersAreRemoved() {
    judge.verdict = verdict(Verdict.Outcome.SUSPECT);
    TestRecord<byte[], byte[]> image = image();
    image.headers().add("lazaret-outcome", bytes("clear"));
    image.headers().add("lazaret-review", bytes("released"));

    incoming.pipeInput(image);

    TestRecord<byte[], byte[]> out = read(TOPICS.quarantined()).get(0);
    assertEquals(List.of("suspect"), headers(out, "lazaret-outcome"));
    assertEquals(List.of(), headers(out, "lazaret-review"));
  }

  @Test
  void theVerdictIsAnEventUnderTheImagesId() {
    incoming.pipeInput(image());

    TestRecord<byte[], byte[]> out = read(TOPICS.verdicts()).get(0);
    VerdictEvent event = VerdictEvent.parse(out.value());
    assertArrayEquals(KEY, out.key());
    assertEquals("1.2.840.1", event.imageId());
    assertEquals("ward", event.feed());
    assertEquals(Optional.of("xray"), event.modality());
    assertEquals(Verdict.Outcome.CLEAR, event.outcome());
    assertEquals(new SourcePosition(TOPICS.incoming(), 0, 0), event.source());
    assertEquals(new VerdictEvent.Timings(1, 2, 3), event.timings());
  }

  @Test
  void aTombstoneIsJudgedLikeAnyRecord() {
    judge.verdict = new Verdict.Unreadable(new Malformed(Malformed.Kind.EMPTY, "no value"));

    incoming.pipeInput(KEY, (byte[]) null);

    assertNull(judge.seen.get(0).encodedOrNull());
    TestRecord<byte[], byte[]> out = read(TOPICS.rejected()).get(0);
    assertNull(out.value());
    assertEquals("empty", header(out, "lazaret-reason"));
  }

  @Test
  void aRecordWithoutKeyGetsItsPositionAsId() {
    incoming.pipeInput((byte[]) null, VALUE);

    assertNull(read(TOPICS.cleared()).get(0).key());
    TestRecord<byte[], byte[]> out = read(TOPICS.verdicts()).get(0);
    assertEquals("images.incoming-0@0", new String(out.key(), StandardCharsets.UTF_8));
  }

  @Test
  void aRecordThatNoTopicCouldTakeIsRejectedWithoutItsBytes() {
    TestRecord<byte[], byte[]> image = image();
    image.headers().add("huge", new byte[LIMITS.incomingBytes()]);

    incoming.pipeInput(image);

    assertEquals(1, judge.seen.size(), "what was begun ahead must be taken");
    TestRecord<byte[], byte[]> out = read(TOPICS.rejected()).get(0);
    assertNull(out.value());
    assertNull(out.headers().lastHeader("huge"));
    assertEquals(
        Integer.toString(Fingerprint.of(image.key(), image.value())),
        header(out, "lazaret-withheld"),
        "what the audit compares in place of the bytes");
    assertEquals("too-large", header(out, "lazaret-reason"));
    assertEquals("0", header(out, "lazaret-source-offset"));
    assertEquals(
        Verdict.Outcome.MALFORMED,
        VerdictEvent.parse(read(TOPICS.verdicts()).get(0).value()).outcome());
  }

  @Test
  void theLargestRecordThatIsPassedOnFitsWithItsHeaders() {
    TestRecord<byte[], byte[]> image = image();
    int room = (int) (LIMITS.incomingBytes() - size(image) - 3 * "pad".length() - 10);
    image.headers().add("pad", new byte[room]);

    incoming.pipeInput(image);

    assertEquals(LIMITS.incomingBytes(), size(image));
    assertTrue(size(read(TOPICS.cleared()).get(0)) <= LIMITS.outgoingBytes());
  }

  @Test
  void aBrokenMachineStopsTheProcessorAndNothingIsSaid() {
    judge.failure = new IllegalStateException("broken");

    assertThrows(RuntimeException.class, () -> incoming.pipeInput(image()));

    assertEquals(Map.of(), counts());
    assertEquals(1, metrics.received());
    assertEquals(0, metrics.judged());
  }

  @Test
  void closingDiscardsWhatWasBegunForThePartition() {
    FixedJudge other = new FixedJudge();
    Topology same =
        new DetectionTopology(
                TOPICS, Optional.of("shadow"), Optional.empty(), LIMITS, other, metrics)
            .get();
    try (TopologyTestDriver shortLived = new TopologyTestDriver(same, settings())) {
      shortLived
          .createInputTopic(TOPICS.incoming(), new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(image());
    }

    assertEquals(List.of(0), other.discarded);
  }

  @Test
  void aRecordWithoutTimestampIsNotLost() {
    ArrivalTime extractor = new ArrivalTime();
    ConsumerRecord<Object, Object> none = new ConsumerRecord<>("t", 0, 0, null, null);

    assertEquals(-1, none.timestamp());
    assertEquals(0, extractor.extract(none, -1));
    assertEquals(7, extractor.extract(none, 7));
  }

  @Test
  void twoTopicsOfOneNameAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Topics("a", "b", "b", "c", "d"));
  }

  @Test
  void aNameThatKafkaWouldNotTakeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Topics("a b", "b", "c", "d", "e"));
  }

  private static Verdict verdict(Verdict.Outcome outcome) {
    return switch (outcome) {
      case CLEAR -> new Verdict.Clear(ASSESSMENT);
      case SUSPECT -> new Verdict.Suspect(ASSESSMENT);
      case UNDECIDABLE ->
          new Verdict.Undecidable(Verdict.Undecidable.Cause.UNKNOWN_MODALITY, "no bundle");
      case MALFORMED ->
          new Verdict.Unreadable(new Malformed(Malformed.Kind.TRUNCATED, "ends at byte 4"));
    };
  }

  private static String route(Verdict.Outcome outcome) {
    return switch (outcome) {
      case CLEAR -> TOPICS.cleared();
      case SUSPECT, UNDECIDABLE -> TOPICS.quarantined();
      case MALFORMED -> TOPICS.rejected();
    };
  }

  private static TestRecord<byte[], byte[]> image() {
    TestRecord<byte[], byte[]> image = new TestRecord<>(KEY, VALUE, Instant.ofEpochMilli(1_000));
    image.headers().add("ce_source", bytes("ward"));
    image.headers().add("ce_modality", bytes("xray"));
    image.headers().add("twice", bytes("one"));
    image.headers().add("twice", bytes("two"));
    return image;
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    TOPICS.all().stream()
        .skip(1)
        .forEach(
            topic -> {
              int found = read(topic).size();
              if (found > 0) {
                counts.put(topic, found);
              }
            });
    return counts;
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    TestOutputTopic<byte[], byte[]> out =
        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return out.readRecordsToList();
  }

  private static String header(TestRecord<byte[], byte[]> found, String name) {
    return new String(found.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static List<String> headers(TestRecord<byte[], byte[]> found, String name) {
    List<String> values = new ArrayList<>();
    for (Header header : found.headers().headers(name)) {
      values.add(new String(header.value(), StandardCharsets.UTF_8));
    }
    return values;
  }

  private static long size(TestRecord<byte[], byte[]> found) {
    return RecordLimits.size(new Record<>(found.key(), found.value(), 0, found.headers()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put("application.id", "test");
    settings.put("bootstrap.servers", "nowhere:1");
    return settings;
  }
}
