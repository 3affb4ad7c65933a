package io.lazaret.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.metrics.InMemoryMetrics;
import io.lazaret.app.scorer.Fetching;
import io.lazaret.app.scorer.LookaheadScorer;
import io.lazaret.app.scorer.ScorerLimits;
import io.lazaret.app.scorer.Serving;
import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.core.image.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizingTest {
  private static final long GIB = 1L << 30;
  private static final long PREPARED = 1L << 20;

  private static AppConfig config(String yaml) {
    return config("", yaml);
  }

  private static AppConfig config(String properties, String yaml) {
    String kafka = "kafka: {bootstrapServers: 'x:1', properties: {" + properties + "}}\n";
    return Settings.parse("app.yaml", kafka + yaml, Path.of("/"), AppConfig.class);
  }

  @Test
  void withRoomThreeBatchesOfEachPartitionAreInMemory() {
    Sizing sizing = Sizing.of(config(""), 4, PREPARED, 16 * GIB);

    assertEquals(32, sizing.bufferedRecords());
    assertEquals(64, sizing.polledRecords());
    assertEquals(4 * 96, sizing.records(4));
    sizing.requireFits(16 * GIB);
  }

  @Test
  void withLessRoomFewerRecordsAreInMemoryAndTheSumFits() {
    Sizing sizing = Sizing.of(config(""), 4, PREPARED, GIB);

    assertTrue(sizing.bufferedRecords() + sizing.polledRecords() < 96, sizing.toString());
    assertTrue(sizing.bytes() <= GIB * 9 / 10, sizing.toString());
    sizing.requireFits(GIB);
  }

  @Test
  void whatCannotFitIsRefusedWithTheSum() {
    AppConfig large = config("limits: {imageBytes: 100_000_000}");
    Sizing sizing = Sizing.of(large, 16, PREPARED, GIB);

    String message =
        assertThrows(RefusedException.class, () -> sizing.requireFits(GIB)).getMessage();

    assertTrue(message.startsWith("the heap of 1024 MiB is too small for "), message);
    assertTrue(message.contains("records 3054 MiB + fetches "), message);
    assertTrue(message.contains("lower limits.imageBytes"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void theSumIsThatOfItsTerms() {
    Sizing sizing = Sizing.of(config(""), 4, PREPARED, 16 * GIB);
    long incoming = 4_000_000 + 65_536;

    assertEquals(96 * 4 * incoming, sizing.terms().get(0).bytes());
    assertEquals(2 * (8_388_608 + incoming), sizing.terms().get(1).bytes());
    assertEquals(2 * 33_554_432L, sizing.terms().get(2).bytes());
    assertEquals(2 * 16_000_000L * 12, sizing.terms().get(3).bytes());
    assertEquals((96 + 32) * PREPARED, sizing.terms().get(4).bytes());
  }

  @Test
  void fetchedObjectsCountWhereTheyMayBeFetched() {
    Sizing none = Sizing.of(config(""), 4, PREPARED, 16 * GIB);
    Sizing some =
        Sizing.of(
            config("objects: {buckets: [images], bytes: 30_000_000, threads: 3}\n"),
            4,
            PREPARED,
            16 * GIB);

    assertEquals(90_000_000, some.bytes() - none.bytes());
  }

  @Test
  void kafkaIsToldAllOfIt() {
    Properties settings =
        settings(config("limits: {imageBytes: 20_000_000}\nstateDirectory: /var/lib/lazaret\n"));

    assertEquals("exactly_once_v2", settings.get("processing.guarantee"));
    assertEquals(2, settings.get("num.stream.threads"));
    assertEquals(200, settings.get("commit.interval.ms"));
    assertEquals(32, settings.get("buffered.records.per.partition"));
    assertEquals(64, settings.get("main.consumer.max.poll.records"));
    assertEquals(2 * 20_065_536, settings.get("main.consumer.fetch.max.bytes"));
    assertEquals(20_065_536, settings.get("main.consumer.max.partition.fetch.bytes"));
    assertEquals(20_098_304, settings.get("producer.max.request.size"));
    assertEquals(2 * 20_098_304L, settings.get("producer.buffer.memory"));
    assertEquals("/var/lib/lazaret", settings.get("state.dir"));
  }

  @Test
  void theProducerIsToldOursUnlessAPersonSaysOtherwise() {
    Map<String, Object> ours = producer("");
    assertEquals(5, ours.get("linger.ms"));
    assertEquals(256 << 10, ours.get("batch.size"));
    assertEquals(30_000, ours.get("transaction.timeout.ms"));
    for (String prefix : List.of("", "producer.")) {
      Map<String, Object> theirs = producer(prefix + "linger.ms: 7, " + prefix + "batch.size: 9");
      assertEquals("7", theirs.get("linger.ms").toString(), prefix);
      assertEquals("9", theirs.get("batch.size").toString(), prefix);
    }
  }

  /** Kafka Streams refuses an interval that is longer than a transaction may last. */
  @Test
  void theLongestCommitIntervalIsOneThatKafkaStreamsTakes() {
    AppConfig slow =
        Settings.parse(
            "app.yaml",
            "kafka: {bootstrapServers: 'x:1', commitIntervalMillis: 30000}",
            Path.of("/"),
            AppConfig.class);

    assertEquals(30_000L, new StreamsConfig(settings(slow)).getLong("commit.interval.ms"));
  }

  /** Passwords stay in files that only the process can read, such as mounted secrets. */
  @Test
  void secretsByReferenceAreReadByEveryClient(@TempDir Path secrets) throws IOException {
    Files.writeString(secrets.resolve("password"), "open sesame");
    AppConfig config =
        config(
            ("config.providers: dir, config.providers.dir.class: %s,"
                    + " config.providers.dir.param.allowed.paths: %s,"
                    + " ssl.key.password: '${dir:%s:password}'")
                .formatted(DirectoryConfigProvider.class.getName(), secrets, secrets),
            "");
    StreamsConfig streams = new StreamsConfig(settings(config));

    for (Map<String, ?> client :
        List.<Map<String, ?>>of(
            streams.getProducerConfigs("test"),
            streams.getMainConsumerConfigs("test", "test", 0),
            streams.getAdminConfigs("test"),
            new AdminClientConfig(StreamsSettings.client(config.kafka())).values())) {
      assertEquals("open sesame", password(client.get("ssl.key.password")));
    }
  }

  private static String password(Object value) {
    return value instanceof Password hidden ? hidden.value() : value.toString();
  }

  /** What Kafka Streams makes of the settings for a producer. */
  private static Map<String, Object> producer(String properties) {
    return new StreamsConfig(settings(config(properties, ""))).getProducerConfigs("test");
  }

  private static Properties settings(AppConfig config) {
    Sizing sizing = Sizing.of(config, 4, PREPARED, 16 * GIB);
    ScorerLimits limits =
        new ScorerLimits(1, Duration.ZERO, 1, 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(2));
    try (LookaheadScorer scorer =
        new LookaheadScorer(
            new Serving(),
            (encoded, contentType) -> new Malformed(Malformed.Kind.EMPTY, "for the test"),
            Fetching.none(),
            limits,
            new InMemoryMetrics(),
            () -> {})) {
      scorer.start();
      return StreamsSettings.of(config, sizing, scorer);
    }
  }
}
