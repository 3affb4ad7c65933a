package io.lazaret.app.campaign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.lazaret.app.metrics.InMemoryMetrics;
import io.lazaret.app.topology.DetectionTopology;
import io.lazaret.app.topology.IncomingImage;
import io.lazaret.app.topology.Judge;
import io.lazaret.app.topology.Judgement;
import io.lazaret.app.topology.RecordLimits;
import io.lazaret.app.topology.Topics;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.CampaignEvent.Kind;
import io.lazaret.core.wire.FeedImages;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From images to campaigns, through both sub-topologies. */
class CampaignTopologyTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final CampaignPlan PLAN =
      new CampaignPlan("suspects", "campaigns", new CampaignRules(10, 20, 5, 3));
  private static final Assessment ASSESSMENT =
      new Assessment("xray-1", Map.of("lid", 0.25), 0.001, 0.01);
  private static final Duration TICK = Duration.ofSeconds(10);

  private final InMemoryMetrics metrics = new InMemoryMetrics();
  private final Topology topology = topology();
  private TopologyTestDriver driver = driver(topology, Instant.parse("2026-11-01T09:00:00Z"));
  private final List<CampaignEvent> events = new ArrayList<>();
  private Verdict verdict = new Verdict.Clear(ASSESSMENT);

  private Topology topology() {
    Judge judge =
        new Judge() {
          @Override
          public Judgement judge(IncomingImage image) {
            return new Judgement(verdict, VerdictEvent.Timings.NONE);
          }

          @Override
          public void discard(String topic, int partition) {}
        };
    return new DetectionTopology(
            TOPICS,
            Optional.empty(),
            Optional.of(PLAN),
            RecordLimits.forImages(1_000),
            judge,
            metrics)
        .get();
  }

  private static TopologyTestDriver driver(Topology topology, Instant now) {
    Properties settings = new Properties();
    settings.put("application.id", "test");
    settings.put("bootstrap.servers", "nowhere:1");
    return new TopologyTestDriver(topology, settings, now);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void images(String feed, Verdict said, int count) {
    verdict = said;
    TestInputTopic<byte[], byte[]> incoming =
        driver.createInputTopic(
            TOPICS.incoming(), new ByteArraySerializer(), new ByteArraySerializer());
    for (int i = 0; i < count; i++) {
      // The feed's own clock is far off.
      TestRecord<byte[], byte[]> image =
          new TestRecord<>(bytes("1.2.840." + i), new byte[] {1}, Instant.ofEpochMilli(1_000));
      image.headers().add("ce_source", bytes(feed));
      incoming.pipeInput(image);
    }
    collect();
  }

  private void suspects(String feed, int count) {
    images(feed, new Verdict.Suspect(ASSESSMENT), count);
  }

  private void clear(String feed, int count) {
    images(feed, new Verdict.Clear(ASSESSMENT), count);
  }

  /** Time passes as it does in a running app: with a look at it every ten seconds. */
  private void pass(Duration time) {
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(TICK)) {
      driver.advanceWallClockTime(TICK);
    }
    collect();
  }

  private void collect() {
    read(PLAN.campaigns())
        .forEach(
            found -> {
              CampaignEvent event = CampaignEvent.parse(found.value());
              assertEquals(event.feed(), new String(found.key(), StandardCharsets.UTF_8));
              assertEquals(event.at().toEpochMilli(), found.timestamp());
              events.add(event);
            });
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private KeyValueStore<String, byte[]> store() {
    return driver.getKeyValueStore(CampaignTopology.STORE);
  }

  private List<Kind> kinds() {
    return events.stream().map(CampaignEvent::kind).toList();
  }

  @Test
  void thereAreTwoSubtopologies() {
    assertEquals(2, topology.describe().subtopologies().size());
    assertEquals(0, topology.describe().globalStores().size());
  }

  @Test
  void suspectsOfOneFeedOpenACampaignOnce() {
    suspects("ward-7", 19);
    assertEquals(List.of(), events);

    suspects("ward-7", 20);

    assertEquals(List.of(Kind.OPENED), kinds());
    assertEquals("ward-7", events.get(0).feed());
    assertEquals("images.incoming-0@19", events.get(0).campaign());
    assertEquals(Instant.parse("2026-11-01T09:00:00Z"), events.get(0).openedAt());
    assertEquals(1, metrics.campaigns(Kind.OPENED));
    assertEquals(1, metrics.openCampaigns());
  }

  @Test
  void aSuspectIsToldWithItsVerdictAndTheImagesThatItWasFoundAmong() {
    clear("ward-7", 9);
    pass(TICK);

    suspects("ward-7", 1);

    TestRecord<byte[], byte[]> suspect = read(PLAN.suspects()).get(0);
    assertEquals("ward-7", new String(suspect.key(), StandardCharsets.UTF_8));
    assertEquals(
        VerdictEvent.parse(read(TOPICS.verdicts()).get(9).value()),
        VerdictEvent.parse(suspect.value()));
    assertEquals(
        new FeedImages(10, 10_000),
        FeedImages.read(name -> suspect.headers().lastHeader(name).value()));
    assertEquals(Instant.parse("2026-11-01T09:00:10Z"), suspect.getRecordTime());
  }

  @Test
  void onlySuspectsCount() {
    clear("ward-7", 30);
    images("ward-7", new Verdict.Unreadable(new Malformed(Malformed.Kind.CORRUPT, "no")), 30);
    images(
        "ward-7",
        new Verdict.Undecidable(Verdict.Undecidable.Cause.UNKNOWN_MODALITY, "no bundle"),
        30);

    assertEquals(List.of(), events);
    assertEquals(0, read(PLAN.suspects()).size());
  }

  @Test
  void itGrowsAndClosesWhenItsFeedFallsSilent() {
    suspects("ward-7", 85);
    assertEquals(List.of(Kind.OPENED, Kind.GROWING, Kind.GROWING), kinds());
    pass(Duration.ofMinutes(9));
    assertEquals(3, events.size());

    pass(Duration.ofMinutes(2));

    assertEquals(List.of(Kind.OPENED, Kind.GROWING, Kind.GROWING, Kind.CLOSED), kinds());
    assertEquals(85, events.get(3).suspects());
    assertEquals(0, metrics.openCampaigns());
    assertNull(store().get("ward-7"), "nothing is kept of a feed that is calm");
  }

  @Test
  void itStaysOpenWhileMoreAreLeftThanItClosesAt() {
    suspects("ward-7", 20);
    pass(Duration.ofMinutes(5));
    suspects("ward-7", 6);
    pass(Duration.ofMinutes(6));
    assertEquals(List.of(Kind.OPENED), kinds());

    pass(Duration.ofMinutes(5));

    assertEquals(List.of(Kind.OPENED, Kind.CLOSED), kinds());
  }

  @Test
  void aCalmFeedDoesNotOpen() {
    for (int i = 0; i < 60; i++) {
      suspects("ward-7", 1);
      pass(Duration.ofMinutes(1));
    }

    assertEquals(List.of(), events);
  }

  @Test
  void feedsAreApart() {
    suspects("ward-7", 19);
    suspects("ward-8", 19);
    assertEquals(List.of(), events);

    suspects("ward-8", 1);
    pass(Duration.ofMinutes(5));
    suspects("ward-7", 20);
    pass(Duration.ofMinutes(6));

    assertEquals(
        List.of("ward-8 OPENED", "ward-7 OPENED", "ward-8 CLOSED"),
        events.stream().map(each -> each.feed() + " " + each.kind()).toList());
  }

  @Test
  void aBigFeedsFalseAlarmsAreNoCampaign() {
    for (int i = 0; i < 40; i++) {
      clear("big", 99);
      suspects("big", 1);
      pass(TICK);
    }
    assertEquals(List.of(), events);

    suspects("small", 20);
    assertEquals(1, events.size());
  }

  @Test
  void cleanImagesOfTheMorningDoNotHideTheCampaignOfNoon() {
    clear("ward-7", 5_000);
    pass(Duration.ofHours(2));

    suspects("ward-7", 20);

    assertEquals(List.of(Kind.OPENED), kinds());
  }

  @Test
  void ofTooManyFeedsTheRestIsOne() {
    for (int i = 0; i < CampaignProcessor.MOST_FEEDS + 25; i++) {
      suspects("feed-" + i, 1);
    }

    assertEquals(List.of(Kind.OPENED), kinds());
    assertEquals(CampaignProcessor.OTHER, events.get(0).feed());
    assertEquals(CampaignProcessor.MOST_FEEDS + 1, store().approximateNumEntries());

    pass(Duration.ofMinutes(11));
    assertEquals(0, store().approximateNumEntries());
  }

  @Test
  void whatAnotherProgramWritesDoesNotCountAndDoesNotStopAnything() {
    for (byte[] junk : new byte[][] {null, bytes("{}"), new byte[100_000]}) {
      driver
          .createInputTopic(PLAN.suspects(), new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(bytes("ward-7"), junk);
    }

    suspects("ward-7", 20);

    assertEquals(List.of(Kind.OPENED), kinds());
  }

  @Test
  void theStateGoesOnElsewhere() {
    suspects("ward-7", 30);
    suspects("ward-8", 10);
    Map<String, byte[]> changelog =
        read("test-campaigns-changelog").stream()
            .collect(
                Collectors.toMap(
                    found -> new String(found.key(), StandardCharsets.UTF_8),
                    TestRecord::value,
                    (before, after) -> after));
    driver.close();
    assertEquals(0, metrics.openCampaigns(), "they are open where their partition is");

    driver = driver(topology(), Instant.parse("2026-11-01T09:01:00Z"));
    changelog.forEach(store()::put);
    suspects("ward-7", 10);
    suspects("ward-8", 10);

    assertEquals(
        List.of("ward-7 OPENED", "ward-7 GROWING", "ward-8 OPENED"),
        events.stream().map(each -> each.feed() + " " + each.kind()).toList());
    assertEquals(events.get(0).campaign(), events.get(1).campaign());
  }

  @Test
  void theChangelogHoldsWhatTheStoreHolds() {
    suspects("ward-7", 30);

    List<TestRecord<byte[], byte[]>> changelog = read("test-campaigns-changelog");
    try (KeyValueIterator<String, byte[]> all = store().all()) {
      KeyValue<String, byte[]> entry = all.next();
      assertEquals("ward-7", entry.key);
      assertEquals(30, changelog.size());
      assertArrayEquals(entry.value, changelog.get(29).value());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
