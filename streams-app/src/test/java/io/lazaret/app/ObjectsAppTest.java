package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.core.wire.DataReference;
import io.lazaret.s3.EmbeddedS3;
import io.lazaret.store.ObjectStore;
import io.lazaret.store.ObjectStores;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The app with images that lie in an S3-compatible store and in a directory. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectsAppTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Path directory;
  private AppCluster cluster;
  private EmbeddedS3 s3;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory.toRealPath();
    Files.createDirectory(this.directory.resolve("files"));
    cluster = new AppCluster(directory);
    s3 = EmbeddedS3.start(directory.resolve("s3"));
    s3.createBucket("images");
    System.setProperty("aws.accessKeyId", EmbeddedS3.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", EmbeddedS3.SECRET_KEY);
  }

  @AfterAll
  void stop() {
    s3.close();
    cluster.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void everyReferenceHasOneRouteAndOneVerdictThoughTheStoreGoesAway() throws Exception {
    AppConfig config = config("claims");
    try (ObjectStores stores = config.objects().open();
        Feed feed = new Feed(cluster.bootstrapServers(), "claims.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("claims"));
        App app = start(config)) {
      ready(app, true);
      send(feed, stores, 0);
      assertEquals(70, ledger.readUntil(70, LIMIT));

      s3.goAway();
      send(feed, stores, 1);
      ready(app, false);
      assertTrue(app.metrics().contains("lazaret_store_up{store=\"s3://images/\"} 0.0"));
      // For longer than a stream thread waits for an image.
      Thread.sleep(Duration.ofSeconds(8).toMillis());
      assertFalse(ledger.readUntil(140, Duration.ofSeconds(1)) == 140);
      s3.comeBack();

      ledger.assertLaw(feed.sent(), LIMIT);
      ready(app, true);
      assertEquals(
          Map.of(
              "clear", 60L,
              "suspect", 20L,
              "malformed altered", 20L,
              "malformed reference", 20L,
              "undecidable object-missing", 20L),
          ledger.counts());
    }
  }

  @Test
  void anAppThatWaitsForAStoreStopsInOrder() throws Exception {
    AppConfig config = config("stopping");
    s3.goAway();
    try (Feed feed = new Feed(cluster.bootstrapServers(), "stopping.in");
        Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("stopping"))) {
      try (App app = start(config)) {
        feed.sendReference(
            "xray", DataReference.of(URI.create("s3://images/late.png"), TestImages.png(100)));
        ready(app, false);
        long began = System.nanoTime();
        assertEquals(0, app.stop());
        assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 5);
      } finally {
        s3.comeBack();
      }
      inBucket("late.png", TestImages.png(100));
      try (App app = start(config)) {
        ledger.assertLaw(feed.sent(), LIMIT);
        assertEquals(Map.of("clear", 1L), ledger.counts());
      }
    }
  }

  /** Of each kind ten. */
  private void send(Feed feed, ObjectStores stores, int round) throws Exception {
    byte[] clear = TestImages.png(100);
    for (int i = 0; i < 10; i++) {
      String name = round + "/" + i + ".png";
      feed.send("xray", clear);
      feed.sendReference("xray", stored(stores, "file://" + directory + "/files/" + name, clear));
      feed.sendReference("xray", inBucket("clear/" + name, clear));
      feed.sendReference("xray", inBucket("bright/" + name, TestImages.png(250)));
      DataReference altered = inBucket("altered/" + name, clear);
      Files.write(directory.resolve("s3/images/altered/" + name), TestImages.png(101));
      feed.sendReference("xray", altered);
      feed.sendReference("xray", DataReference.of(URI.create("s3://images/none/" + name), clear));
      feed.sendReference("xray", DataReference.of(URI.create("s3://other/" + name), clear));
    }
  }

  private static DataReference stored(ObjectStores stores, String uri, byte[] bytes) {
    URI place = URI.create(uri);
    ObjectStore store = stores.of(place).orElseThrow();
    store.write(place, bytes);
    return DataReference.of(place, bytes);
  }

  /** Behind the store's back, which need not be there. */
  private DataReference inBucket(String key, byte[] bytes) throws Exception {
    Path file = directory.resolve("s3/images").resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return DataReference.of(URI.create("s3://images/" + key), bytes);
  }

  private AppConfig config(String test) throws Exception {
    Path settings = cluster.settings(test);
    String text = Files.readString(settings);
    Files.writeString(
        settings,
        text.replace(
                    "    main.consumer.session",
                    "    main.consumer.max.poll.interval.ms: 12000\n    main.consumer.session")
                .replace("deviceTimeoutSeconds: 20", "deviceTimeoutSeconds: 5")
            + """
            objects:
              directories: [%s/files]
              buckets: [images]
              timeoutSeconds: 1
              tries: 3
              s3: {url: '%s'}
            """
                .formatted(directory, s3.endpoint()));
    assertEquals(
        0, CommandLines.run(new TopicsCommand(), "create", "--config", settings.toString()));
    return Settings.read(settings, AppConfig.class);
  }

  private static App start(AppConfig config) throws Exception {
    FakeAssessor assessor = new FakeAssessor("xray", Duration.ofMillis(5));
    return App.start(
        config,
        (bundles, asked) -> Map.of("xray", assessor),
        () -> {
          throw new AssertionError("halted");
        });
  }

  private static void ready(App app, boolean expected) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (app.isReady() != expected && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertEquals(expected, app.isReady());
  }
}
