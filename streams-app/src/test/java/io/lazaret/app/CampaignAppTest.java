package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.AppProcess;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.CampaignEvent.Kind;
import io.lazaret.core.wire.SourcePosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A campaign is told of exactly once, whatever happens to the app. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CampaignAppTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final int SUSPECT = 250;
  private static final int CLEAR = 100;

  private AppCluster cluster;

  @BeforeAll
  void startKafka(@TempDir Path directory) {
    cluster = new AppCluster(directory);
  }

  @AfterAll
  void stopKafka() {
    cluster.close();
  }

  private Path settings(String test) throws Exception {
    Path settings = cluster.settings(test);
    assertEquals(
        0,
        CommandLines.run(
            new TopicsCommand(), "create", "--config", settings.toString(), "--partitions", "2"));
    return settings;
  }

  private static App start(Path settings) throws Exception {
    FakeAssessor assessor = new FakeAssessor("xray", Duration.ofMillis(5));
    App app =
        App.start(
            Settings.read(settings, AppConfig.class),
            (bundles, asked) -> Map.of("xray", assessor),
            () -> {
              throw new AssertionError("halted");
            });
    await(app::isReady);
    return app;
  }

  private static void send(Feed feed, int grey, int images) {
    for (int i = 0; i < images; i++) {
      feed.send("xray", TestImages.png(grey));
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertTrue(condition.getAsBoolean());
  }

  /** What a reader of committed records finds, once there are so many and nothing more comes. */
  private List<CampaignEvent> events(String test, int expected) {
    List<CampaignEvent> events = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(test + ".campaigns").stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = System.nanoTime() + LIMIT.toNanos();
      for (int quiet = 0; quiet < 5 && System.nanoTime() < end; ) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(found -> events.add(CampaignEvent.parse(found.value())));
        quiet = events.size() < expected ? 0 : quiet + 1;
      }
    }
    return events;
  }

  private static List<String> told(List<CampaignEvent> events) {
    return events.stream().map(each -> each.kind() + " " + each.suspects()).toList();
  }

  @Test
  void theAppIsStoppedAndStartedInTheMiddleAndTheCampaignIsOpenedOnce() throws Exception {
    Path settings = settings("stopped");
    try (Feed feed = new Feed(cluster.bootstrapServers(), "stopped.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("stopped"))) {
      try (App app = start(settings)) {
        send(feed, CLEAR, 20);
        send(feed, SUSPECT, 25);
        await(() -> app.metrics().contains("lazaret_campaigns_open 1.0"));
        assertEquals(List.of("OPENED 20"), told(events("stopped", 1)));
      }
      try (App app = start(settings)) {
        // What is known of the feed came with the partition.
        await(() -> app.metrics().contains("lazaret_campaigns_open 1.0"));
        send(feed, SUSPECT, 20);

        List<CampaignEvent> events = events("stopped", 2);

        assertEquals(List.of("OPENED 20", "GROWING 40"), told(events));
        assertEquals(events.get(0).campaign(), events.get(1).campaign());
        assertEquals(events.get(0).openedAt(), events.get(1).openedAt());
        assertEquals("unknown", events.get(0).feed());
        assertTrue(
            app.metrics().contains("lazaret_campaign_events_total{kind=\"growing\"} 1.0"),
            app.metrics());
        ledger.assertLaw(feed.sent(), LIMIT);
        assertTrue(Files.notExists(settings.resolveSibling("state")), "nothing is written to disk");
      }
    }
  }

  @Test
  void theProcessIsKilledInTheMiddleAndEveryEventIsThereOnce() throws Exception {
    Path settings = settings("killed");
    // A long transaction: what is killed is much of it.
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("commitIntervalMillis: 100", "commitIntervalMillis: 700"));
    try (Feed feed = new Feed(cluster.bootstrapServers(), "killed.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("killed"))) {
      send(feed, SUSPECT, 700);
      try (AppProcess first = AppProcess.start(settings, "256m")) {
        int found = ledger.readUntil(20, LIMIT);
        first.kill();
        assertTrue(found >= 20 && found < 700, found + " images before the kill" + first.log());
      }
      try (App second = start(settings)) {
        List<CampaignEvent> events = events("killed", 6);

        assertEquals(
            List.of(
                "OPENED 20",
                "GROWING 40",
                "GROWING 80",
                "GROWING 160",
                "GROWING 320",
                "GROWING 640"),
            told(events));
        assertEquals(1, events.stream().map(CampaignEvent::campaign).distinct().count());
        assertEquals(Kind.OPENED, events.get(0).kind());
        ledger.assertLaw(feed.sent(), LIMIT);
        assertTrue(second.isReady());
      }
    }
  }

  @Test
  void aSecondProcessJoinsAndTheFirstIsKilledInTheMiddleAndEveryEventIsThereOnce()
      throws Exception {
    Path settings = settings("joined");
    // Of n images n / 4 suspects are none any more: clean images close a campaign.
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("campaigns: {", "campaigns: {windowMinutes: 3, timesExpected: 50, "));
    try (Feed feed = new Feed(cluster.bootstrapServers(), "joined.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("joined"));
        AppProcess first = AppProcess.start(settings, "256m")) {
      send(feed, SUSPECT, 30);
      assertEquals(30, ledger.readUntil(30, LIMIT), first.log());
      send(feed, SUSPECT, 30);
      try (App second = start(settings)) {
        send(feed, SUSPECT, 40);
        first.kill();
        assertEquals(100, ledger.readUntil(100, LIMIT));
        send(feed, CLEAR, 320);
        assertEquals(420, ledger.readUntil(420, LIMIT));
        int suspects = 100 + sendToBothPartitions(feed, ledger);

        List<CampaignEvent> events = events("joined", 4);

        assertEquals(
            List.of("OPENED 20", "GROWING 40", "GROWING 80", "CLOSED " + suspects), told(events));
        assertEquals(1, events.stream().map(CampaignEvent::campaign).distinct().count());
        ledger.assertLaw(feed.sent(), LIMIT);
        assertTrue(second.metrics().contains("lazaret_campaigns_open 0.0"), second.metrics());
      }
    }
  }

  /**
   * A partition's clean images are counted with its next suspect: the last of these closes the
   * campaign, and none before it.
   */
  private static int sendToBothPartitions(Feed feed, Ledger ledger) throws Exception {
    int before = feed.sent().size();
    int images = 0;
    long partitions;
    do {
      send(feed, SUSPECT, 1);
      images++;
      assertEquals(before + images, ledger.readUntil(before + images, LIMIT));
      partitions =
          feed.sent().keySet().stream()
              .skip(before)
              .map(SourcePosition::partition)
              .distinct()
              .count();
    } while (partitions < 2);
    return images;
  }

  @Test
  void nothingIsLookedForWhereNobodyWantsIt() throws Exception {
    Path settings = cluster.settings("off");
    Files.writeString(
        settings,
        Files.readString(settings).replace("campaigns: {", "campaigns: {enabled: false, "));
    CommandLines.run(new TopicsCommand(), "create", "--config", settings.toString());
    try (Feed feed = new Feed(cluster.bootstrapServers(), "off.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("off"));
        App app = start(settings)) {
      send(feed, SUSPECT, 30);

      ledger.assertLaw(feed.sent(), LIMIT);
      assertTrue(app.metrics().contains("lazaret_campaigns_open 0.0"), app.metrics());
    }
  }
}
