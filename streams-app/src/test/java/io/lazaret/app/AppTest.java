package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private AppCluster cluster;

  @BeforeAll
  void startKafka(@TempDir Path directory) {
    cluster = new AppCluster(directory);
  }

  @AfterAll
  void stopKafka() {
    cluster.close();
  }

  private AppConfig config(String test) throws Exception {
    return Settings.read(cluster.settings(test), AppConfig.class);
  }

  private void createTopics(String test) throws Exception {
    assertEquals(
        0,
        CommandLines.run(
            new TopicsCommand(), "create", "--config", cluster.settings(test).toString()));
  }

  private App start(String test, FakeAssessor assessor) throws Exception {
    App app =
        App.start(
            config(test),
            (bundles, asked) -> Map.of(assessor.modality(), assessor),
            () -> {
              throw new AssertionError("halted");
            });
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!app.isReady() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    return app;
  }

  private App start(AppConfig config) throws Exception {
    FakeAssessor assessor = fast();
    return App.start(config, (bundles, asked) -> Map.of("xray", assessor), () -> {});
  }

  private static FakeAssessor fast() {
    return new FakeAssessor("xray", Duration.ofMillis(5));
  }

  private static String get(App app, String path, int status) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + app.httpPort() + path);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(status, response.statusCode(), response.body());
    return response.body();
  }

  @Test
  void everyRecordHasOneRouteAndOneVerdictWhateverItIs() throws Exception {
    createTopics("law");
    byte[] good = TestImages.png(100);
    try (Feed feed = new Feed(cluster.bootstrapServers(), "law.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("law"));
        App app = start("law", fast())) {
      for (int i = 0; i < 20; i++) {
        feed.send("xray", good);
        feed.send("xray", TestImages.png(250));
        feed.send("xray", TestImages.png(FakeAssessor.POISON));
        feed.send("xray", TestImages.png(FakeAssessor.UNPREPARED));
        feed.send("xray", TestImages.png(FakeAssessor.NOT_A_NUMBER));
        feed.send("mr", good);
        feed.send("xray", null);
        feed.send("xray", Arrays.copyOf(good, good.length / 2));
        feed.send("xray", "not an image".getBytes(StandardCharsets.UTF_8));
        feed.send("xray", new byte[20_001]);
        feed.send("x\u0000ray", good);
      }

      ledger.assertLaw(feed.sent(), LIMIT);

      Map<String, Long> counts = ledger.counts();
      assertEquals(20, counts.get("clear"), counts.toString());
      assertEquals(20, counts.get("suspect"), counts.toString());
      assertEquals(40, counts.get("undecidable model-failure"), counts.toString());
      assertEquals(20, counts.get("undecidable non-finite-score"), counts.toString());
      assertEquals(20, counts.get("undecidable unknown-modality"), counts.toString());
      assertEquals(20, counts.get("malformed empty"), counts.toString());
      assertEquals(20, counts.get("malformed too-large"), counts.toString());
      assertEquals(20, counts.get("malformed headers"), counts.toString());
      assertEquals(
          220, counts.values().stream().mapToLong(Long::longValue).sum(), counts.toString());
      assertEquals("ok\n", get(app, "/livez", 200));
      assertEquals("ok\n", get(app, "/readyz", 200));
      String metrics = get(app, "/metrics", 200);
      assertTrue(metrics.contains("lazaret_images_received_total 220.0"), metrics);
      assertTrue(metrics.contains("kafka_stream_thread_process_rate"), metrics);
      get(app, "/livez/more", 404);
    }
  }

  @Test
  void stoppingInOrderLosesNothing() throws Exception {
    createTopics("stop");
    try (Feed feed = new Feed(cluster.bootstrapServers(), "stop.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("stop"))) {
      for (int i = 0; i < 600; i++) {
        feed.send("xray", TestImages.png(i % 256 < 20 ? 100 : i % 256));
      }
      FakeAssessor assessor = fast();
      App first = start("stop", assessor);
      ledger.readUntil(150, LIMIT);

      assertEquals(0, first.stop());

      assertTrue(assessor.isClosed());
      assertEquals(0, first.await());
      assertTrue(ledger.readUntil(600, Duration.ofMillis(500)) < 600, "stopped too late to tell");
      try (App second = start("stop", fast())) {
        ledger.assertLaw(feed.sent(), LIMIT);
        assertTrue(second.isReady());
      }
    }
  }

  @Test
  void whatAStoppedProcessLeavesAnotherTakesUpLongBeforeItsSessionTimesOut() throws Exception {
    createTopics("leave");
    Path settings = cluster.settings("leave");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("session.timeout.ms: 3000", "session.timeout.ms: 90000"));
    AppConfig config = Settings.read(settings, AppConfig.class);
    try (Feed feed = new Feed(cluster.bootstrapServers(), "leave.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("leave"));
        App first = start(config);
        App second = start(config)) {
      for (int i = 0; i < 100; i++) {
        feed.send("xray", TestImages.png(100));
      }
      ledger.readUntil(100, LIMIT);

      assertEquals(0, first.stop());
      for (int i = 0; i < 100; i++) {
        feed.send("xray", TestImages.png(100));
      }

      ledger.assertLaw(feed.sent(), LIMIT);
      assertTrue(second.isReady());
    }
  }

  @Test
  void aBrokenMachineEndsTheAppAndTheNextOneJudgesAgain() throws Exception {
    createTopics("broken");
    try (Feed feed = new Feed(cluster.bootstrapServers(), "broken.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("broken"))) {
      FakeAssessor assessor = fast();
      try (App app = start("broken", assessor)) {
        assessor.breakDown();
        for (int i = 0; i < 40; i++) {
          feed.send("xray", TestImages.png(100));
        }

        assertEquals(App.BROKEN, app.await());

        assertFalse(app.isReady());
        get(app, "/livez", 503);
        assertTrue(get(app, "/readyz", 503).startsWith("Kafka Streams is "));
        assertEquals(0, ledger.readUntil(1, Duration.ofSeconds(1)));
        assertEquals(App.BROKEN, app.stop());
      }
      try (App next = start("broken", fast())) {
        ledger.assertLaw(feed.sent(), LIMIT);
        assertTrue(next.isReady());
      }
    }
  }

  @Test
  void anErrorOfTheMachineEndsTheAppWithoutAVerdict() throws Exception {
    createTopics("memory");
    try (Feed feed = new Feed(cluster.bootstrapServers(), "memory.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("memory"));
        App app = start("memory", fast())) {
      feed.send("xray", TestImages.png(FakeAssessor.OUT_OF_MEMORY));

      assertEquals(App.BROKEN, app.await());

      assertEquals(0, ledger.readUntil(1, Duration.ofSeconds(1)));
    }
  }

  @Test
  void missingTopicsAreNamed() {
    String message =
        assertThrows(RefusedException.class, () -> start("missing", fast())).getMessage();

    assertEquals(
        "Kafka at "
            + cluster.bootstrapServers()
            + " has no topic missing.in, missing.cleared, missing.quarantined, missing.rejected,"
            + " missing.v, missing.suspects, missing.campaigns; create them with './lazaret topics create'",
        message);
  }

  @Test
  void missingTopicsAreMadeWhereTheSettingsSaySo() throws Exception {
    Path settings = cluster.settings("made");
    Files.writeString(settings, Files.readString(settings) + "createPartitions: 3\n");
    AppConfig config = Settings.read(settings, AppConfig.class);

    try (App app = start(config)) {
      try (Feed feed = new Feed(cluster.bootstrapServers(), "made.in");
          Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("made"))) {
        feed.send("xray", TestImages.png(100));
        ledger.assertLaw(feed.sent(), LIMIT);
      }
      assertEquals(0, app.stop());
    }
    try (KafkaAdmin admin =
        KafkaAdmin.connect(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      assertEquals(3, TopicCheck.of(admin, config).partitions());
      assertEquals(List.of(), TopicCheck.of(admin, config).warnings());
    }
  }

  @Test
  void topicsThatAskForMoreBrokersThanThereAreAreWaitedFor(@TempDir Path directory)
      throws Exception {
    ClusterPlan plan = ClusterPlan.in(directory.resolve("kafka"));
    Map<String, String> content = Map.of("group.min.session.timeout.ms", "1000");
    Map<String, String> demanding = new HashMap<>(content);
    demanding.put("default.replication.factor", "2");
    EmbeddedKafka first = EmbeddedKafka.start(plan.withOverrides(demanding));
    AppConfig config =
        Settings.read(
            Files.writeString(
                directory.resolve("app.yaml"),
                Files.readString(cluster.settings("few"))
                        .replace(cluster.bootstrapServers(), first.bootstrapServers())
                    + "createPartitions: 1\n"),
            AppConfig.class);
    int port = Integer.parseInt(first.bootstrapServers().replaceFirst(".*:", ""));
    CompletableFuture<App> starting = CompletableFuture.supplyAsync(() -> startUnchecked(config));
    try {
      Thread.sleep(Duration.ofSeconds(2).toMillis());
      assertFalse(starting.isDone());
    } finally {
      first.close();
    }
    // Away for a moment, and then content with one.
    try (EmbeddedKafka second =
            EmbeddedKafka.start(plan.withOverrides(content).withFirstPort(port));
        App app = starting.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        Feed feed = new Feed(second.bootstrapServers(), "few.in");
        Ledger ledger = new Ledger(second.bootstrapServers(), AppCluster.topics("few"))) {
      feed.send("xray", TestImages.png(100));
      ledger.assertLaw(feed.sent(), LIMIT);
      assertTrue(app.isReady());
    }
  }

  private App startUnchecked(AppConfig config) {
    try {
      return start(config);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void topicsThatCannotTakeEveryImageAreRefused() throws Exception {
    createPlainTopics("small", Map.of("max.message.bytes", "20000"));

    String message =
        assertThrows(RefusedException.class, () -> start("small", fast())).getMessage();

    assertEquals(
        "topic small.cleared takes records of at most 20000 bytes; set its max.message.bytes to"
            + " 118304 or more, or lower limits.imageBytes",
        message);
  }

  @Test
  void aStoreWithAnotherNumberOfPartitionsThanItsTopicIsRefused() throws Exception {
    createTopics("store");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic("store-campaigns-changelog", 2, (short) 1)))
          .all()
          .get();
    }

    String message =
        assertThrows(RefusedException.class, () -> start("store", fast())).getMessage();

    assertEquals(
        "topic store.suspects has 4 partitions and store-campaigns-changelog 2: stop all processes"
            + " and delete store-campaigns-changelog; campaigns are counted anew then",
        message);
  }

  @Test
  void compactedTopicsAreRefused() throws Exception {
    createPlainTopics("compacted", Map.of("cleanup.policy", "compact"));

    String message =
        assertThrows(RefusedException.class, () -> start("compacted", fast())).getMessage();

    assertTrue(message.startsWith("topic compacted.cleared is compacted"), message);
  }

  @Test
  void topicsThatForgetEvidenceAreWarnedOf() throws Exception {
    createPlainTopics("forgetful", Map.of());
    AppConfig config = config("forgetful");
    try (KafkaAdmin admin =
        KafkaAdmin.connect(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      TopicCheck check = TopicCheck.of(admin, config);

      assertEquals(
          List.of(
              "topic forgetful.quarantined holds evidence and forgets it: retention.ms is"
                  + " 604800000; set it to -1",
              "topic forgetful.rejected holds evidence and forgets it: retention.ms is"
                  + " 604800000; set it to -1",
              "topic forgetful.suspects has the times of the app's machines, which may differ:"
                  + " message.timestamp.type is CreateTime; set it to LogAppendTime"),
          check.warnings());
      assertEquals(1, check.partitions());
    }
  }

  @Test
  void topicsThatWereCreatedForTheAppAreFit() throws Exception {
    createTopics("fit");
    createTopics("fit");

    assertEquals(
        0,
        CommandLines.run(
            new TopicsCommand(), "check", "--config", cluster.settings("fit").toString()));
  }

  @Test
  void aBundleOfAnotherModalityIsRefused() {
    String message =
        assertThrows(
                RefusedException.class,
                () ->
                    App.start(
                        config("modality"),
                        (bundles, asked) -> Map.of("xray", new FakeAssessor("ct", Duration.ZERO))))
            .getMessage();

    assertTrue(message.startsWith("bundles.xray: this bundle serves 'ct'"), message);
  }

  private void createPlainTopics(String test, Map<String, String> settings) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.concat(
                      AppCluster.topics(test).all().stream(),
                      Stream.of(test + ".suspects", test + ".campaigns"))
                  .map(name -> new NewTopic(name, 1, (short) 1).configs(settings))
                  .toList())
          .all()
          .get();
    }
  }
}
