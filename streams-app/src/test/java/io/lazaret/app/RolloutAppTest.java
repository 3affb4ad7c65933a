package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.app.rollout.RolloutTopic;
import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.wire.RolloutEvent;
import io.lazaret.core.wire.RolloutEvent.Placed;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

/** Bundles change while images are judged. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutAppTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final Map<String, FakeAssessor> opened = new ConcurrentHashMap<>();
  private AppCluster cluster;

  @BeforeAll
  void startKafka(@TempDir Path directory) {
    cluster = new AppCluster(directory);
  }

  @AfterAll
  void stopKafka() {
    cluster.close();
  }

  @Test
  void bundlesChangeUnderLoadAndEveryImageIsJudgedOnce() throws Exception {
    AppConfig config = config("rollout");
    RolloutTopic topic = topic(config);
    try (Feed feed = new Feed(cluster.bootstrapServers(), "rollout.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("rollout"));
        App app = start(config)) {
      send(feed, 100);
      ledger.readUntil(50, LIMIT);

      topic.write(serving("b"));
      await(() -> app.metrics().contains("lazaret_device{bundle=\"bundle-b\""));
      send(feed, 100);
      // Its self-test fails, its id is another, its files cannot be read: b goes on.
      topic.write(serving("failing"));
      await(() -> app.metrics().contains("lazaret_bundles_refused_total{modality=\"xray\"} 1.0"));
      topic.write(
          new RolloutEvent("xray", Optional.of(new Placed("other", "c")), Optional.empty()));
      await(() -> app.metrics().contains("lazaret_bundles_refused_total{modality=\"xray\"} 2.0"));
      topic.write(serving("unreadable"));
      await(() -> app.metrics().contains("lazaret_bundles_refused_total{modality=\"xray\"} 3.0"));
      send(feed, 100);
      ledger.readUntil(300, LIMIT);
      topic.write(serving("c"));
      await(() -> app.metrics().contains("lazaret_device{bundle=\"bundle-c\""));
      assertFalse(app.metrics().contains("lazaret_device{bundle=\"bundle-b\""), app.metrics());
      send(feed, 100);
      ledger.readUntil(400, LIMIT);
      topic.write(RolloutEvent.none("xray"));
      await(() -> app.metrics().contains("lazaret_device{bundle=\"bundle-settings\""));
      send(feed, 100);

      ledger.assertLaw(feed.sent(), LIMIT);
      Map<String, Long> bundles = ledger.bundles();
      assertTrue(bundles.get("bundle-settings") >= 150, bundles.toString());
      assertTrue(bundles.get("bundle-b") >= 200, bundles.toString());
      assertEquals(100, bundles.get("bundle-c"), bundles.toString());
      assertEquals(3, bundles.size(), bundles.toString());
      await(() -> opened.get("b").isClosed() && opened.get("c").isClosed());
      assertTrue(opened.get("failing").isClosed());
      assertFalse(opened.get("settings").isClosed());
    }
    assertTrue(opened.get("settings").isClosed());
  }

  @Test
  void anAppThatStartsLaterServesWhatIsRolledOut() throws Exception {
    AppConfig config = config("later");
    topic(config).write(serving("b"));
    topic(config)
        .write(
            new RolloutEvent("ct", Optional.of(new Placed("bundle-ct", "ct")), Optional.empty()));
    try (Feed feed = new Feed(cluster.bootstrapServers(), "later.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("later"));
        App app = start(config)) {
      feed.send("xray", TestImages.png(100));
      feed.send("ct", TestImages.png(100));

      ledger.assertLaw(feed.sent(), LIMIT);
      assertEquals(Map.of("bundle-b", 1L, "bundle-ct", 1L), ledger.bundles());
      assertTrue(app.isReady());
    }
  }

  @Test
  void aCandidateJudgesInTheShadowAndOnlyShows() throws Exception {
    AppConfig config = config("shadowing");
    RolloutTopic topic = topic(config);
    try (Feed feed = new Feed(cluster.bootstrapServers(), "shadowing.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("shadowing"));
        App app = start(config)) {
      topic.write(
          new RolloutEvent(
              "xray", Optional.empty(), Optional.of(new Placed("bundle-strict", "strict"))));
      await(() -> app.metrics().contains("role=\"shadow\""));
      for (int i = 0; i < 20; i++) {
        feed.send("xray", TestImages.png(100));
        feed.send("xray", TestImages.png(250));
        feed.send("xray", new byte[0]);
      }

      ledger.assertLaw(feed.sent(), LIMIT);
      assertEquals(Map.of("clear", 20L, "suspect", 20L, "malformed empty", 20L), ledger.counts());
      assertEquals(Map.of("bundle-settings", 40L), ledger.bundles());
      // The candidate fails on every bright image, and judges the rest.
      assertEquals(
          Map.of("clear bundle-strict", 20, "undecidable model-failure", 20), shadow(config));
      String metrics = app.metrics();
      assertTrue(
          metrics.contains("lazaret_shadow_verdicts_total{agrees=\"true\",modality=\"xray\"} 20.0"),
          metrics);
    }
  }

  private static RolloutEvent serving(String name) {
    return new RolloutEvent(
        "xray", Optional.of(new Placed("bundle-" + name, name)), Optional.empty());
  }

  private static void send(Feed feed, int images) {
    for (int i = 0; i < images; i++) {
      feed.send("xray", TestImages.png(50 + i));
    }
  }

  private RolloutTopic topic(AppConfig config) {
    return new RolloutTopic(StreamsSettings.client(config.kafka()), config.rollout().topic());
  }

  /** What the candidates said, by outcome and bundle or reason. */
  private Map<String, Integer> shadow(AppConfig config) {
    Map<String, Integer> said = new HashMap<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", cluster.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(config.rollout().shadowTopic()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (int quiet = 0; quiet < 5; quiet++) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  VerdictEvent event = VerdictEvent.parse(record.value());
                  String what = event.bundle().or(event::reason).orElseThrow();
                  said.merge(event.outcome().code() + " " + what, 1, Integer::sum);
                });
      }
    }
    return said;
  }

  private AppConfig config(String test) throws Exception {
    Path settings = cluster.settings(test);
    Files.writeString(
        settings,
        Files.readString(settings)
            + "rollout: {directory: /bundles, topic: %1$s.bundles, shadowTopic: %1$s.shadow}\n"
                .formatted(test));
    assertEquals(
        0, CommandLines.run(new TopicsCommand(), "create", "--config", settings.toString()));
    return Settings.read(settings, AppConfig.class);
  }

  private App start(AppConfig config) throws Exception {
    App app =
        App.start(
            config,
            (bundles, asked) -> {
              Map<String, Assessor> assessors = new HashMap<>();
              bundles.forEach((modality, path) -> assessors.put(modality, open(modality, path)));
              return assessors;
            },
            () -> {
              throw new AssertionError("halted");
            });
    await(app::isReady);
    return app;
  }

  /** The bundle of the settings is 'none'; of others, their names say what they are. */
  private Assessor open(String modality, Path directory) {
    String found = directory.getFileName().toString();
    String name = found.equals("none") ? "settings" : found;
    if (name.equals("unreadable")) {
      throw new RefusedException(directory + ": no such file");
    }
    FakeAssessor assessor =
        name.equals("strict")
            ? new FakeAssessor(modality, Duration.ofMillis(1), "bundle-strict")
            : new FakeAssessor(modality, Duration.ofMillis(5), "bundle-" + name);
    if (name.equals("failing")) {
      assessor.breakDown();
    }
    if (name.equals("strict")) {
      assessor.failAbove(FakeAssessor.BRIGHT);
    }
    opened.put(name, assessor);
    return assessor;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertTrue(condition.getAsBoolean());
  }
}
