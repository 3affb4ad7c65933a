package io.lazaret.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.topology.Topics;
import io.lazaret.cli.Settings;
import io.lazaret.cli.SettingsReference;
import io.lazaret.core.RefusedException;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.model.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppConfigTest {
  private static final Path HERE = Path.of("/etc/lazaret");

  private static AppConfig parse(String yaml) {
    return Settings.parse("app.yaml", yaml, HERE, AppConfig.class);
  }

  private static String refusal(String yaml) {
    return assertThrows(RefusedException.class, () -> parse(yaml)).getMessage();
  }

  @Test
  void everyKeyLeftOutHasADefault() {
    AppConfig config = parse("kafka: {bootstrapServers: 'here:9092'}");

    assertEquals(
        new AppConfig(
            new AppConfig.Kafka("here:9092", "lazaret", 2, 200, "exactly_once_v2", Map.of()),
            Topics.DEFAULT,
            0,
            Map.of(),
            new AppConfig.Rollout(Optional.empty(), "bundles", "verdicts.shadow"),
            new AppConfig.Campaigns(true, "campaigns", "suspects", 10, 20, 5, 3),
            List.of(),
            0.01,
            new AppConfig.Limits(4_000_000, 8_192, 8_192, 16_000_000),
            new AppConfig.Objects(
                List.of(), List.of(), 40_000_000, 4, 10, 6, new AppConfig.S3("", "us-east-1")),
            new AppConfig.Scorer(32, 5, 2, 96, 60),
            AppConfig.Device.AUTO,
            Engine.PYTORCH,
            new AppConfig.Http("127.0.0.1", 8080),
            new AppConfig.Metrics(20, 10_000, 0.001),
            AppConfig.LogFormat.TEXT,
            HERE.resolve("state"),
            25),
        config);
  }

  @Test
  void everyKeyIsRead() {
    AppConfig config =
        parse(
            """
            kafka:
              bootstrapServers: a:1,b:2
              applicationId: ward
              streamThreads: 3
              commitIntervalMillis: 500
              processingGuarantee: at_least_once
              properties: {security.protocol: SSL}
            topics:
              incoming: a.in
              cleared: a.cleared
              quarantined: a.quarantined
              rejected: a.rejected
              verdicts: a.verdicts
            createPartitions: 12
            bundles: {xray: bundles/xray-1}
            rollout:
              directory: /srv/bundles
              topic: a.bundles
              shadowTopic: a.verdicts.shadow
            campaigns:
              enabled: false
              topic: a.campaigns
              suspectsTopic: a.suspects
              windowMinutes: 30
              openAt: 50
              closeAt: 10
              timesExpected: 2.5
            trustedKeys: [ward.pem]
            falsePositiveRate: 0.05
            limits: {imageBytes: 1_000_000, width: 100, height: 200, pixels: 20000}
            objects:
              directories: [/mnt/pacs]
              buckets: [images, more.images]
              bytes: 90_000_000
              threads: 8
              timeoutSeconds: 20
              tries: 2
              s3: {url: 'https://s3.ward.example', region: eu-central-1}
            scorer:
              batchSize: 8
              lingerMillis: 2
              decodeThreads: 4
              decodedImages: 32
              deviceTimeoutSeconds: 10
            device: gpu
            engine: onnxruntime
            http: {host: 0.0.0.0, port: 9000}
            metrics: {feeds: 5, driftImages: 2000, driftErrorRate: 0.01}
            logFormat: json
            stateDirectory: /var/lib/lazaret
            stopGraceSeconds: 10
            """);

    assertEquals(
        new AppConfig(
            new AppConfig.Kafka(
                "a:1,b:2", "ward", 3, 500, "at_least_once", Map.of("security.protocol", "SSL")),
            new Topics("a.in", "a.cleared", "a.quarantined", "a.rejected", "a.verdicts"),
            12,
            Map.of("xray", HERE.resolve("bundles/xray-1")),
            new AppConfig.Rollout(
                Optional.of(Path.of("/srv/bundles")), "a.bundles", "a.verdicts.shadow"),
            new AppConfig.Campaigns(false, "a.campaigns", "a.suspects", 30, 50, 10, 2.5),
            List.of(HERE.resolve("ward.pem")),
            0.05,
            new AppConfig.Limits(1_000_000, 100, 200, 20_000),
            new AppConfig.Objects(
                List.of(Path.of("/mnt/pacs")),
                List.of("images", "more.images"),
                90_000_000,
                8,
                20,
                2,
                new AppConfig.S3("https://s3.ward.example", "eu-central-1")),
            new AppConfig.Scorer(8, 2, 4, 32, 10),
            AppConfig.Device.GPU,
            Engine.ONNXRUNTIME,
            new AppConfig.Http("0.0.0.0", 9000),
            new AppConfig.Metrics(5, 2_000, 0.01),
            AppConfig.LogFormat.JSON,
            Path.of("/var/lib/lazaret"),
            10),
        config);
    assertEquals(new DecodeLimits(1_000_000, 100, 200, 20_000), config.limits().decodeLimits());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "falsePositiveRate: 0;falsePositiveRate must be greater than 0 and less than 1, not 0.0",
        "falsePositiveRate: 1;falsePositiveRate must be greater than 0 and less than 1, not 1.0",
        "createPartitions: -1;createPartitions must be 0 to 10000, not -1",
        "stopGraceSeconds: 0;stopGraceSeconds must be 1 to 3600, not 0",
        "limits: {imageBytes: 0};'limits': imageBytes must be 1 to 1000000000, not 0",
        "limits: {pixels: 0};'limits': pixels must be 1 to 268000000, not 0",
        "scorer: {batchSize: 0};'scorer': batchSize must be 1 to 1024, not 0",
        "scorer: {lingerMillis: -1};'scorer': lingerMillis must be 0 to 1000, not -1",
        "scorer: {decodeThreads: 0};'scorer': decodeThreads must be 1 to 256, not 0",
        "rollout: {topic: verdicts};rollout.topic and rollout.shadowTopic need names of their own,"
            + " not those of other topics",
        "rollout: {topic: a b};'rollout': a topic's name has 1 to 249 letters, digits, '.', '_' or"
            + " '-', not 'a b'",
        "metrics: {feeds: -1};'metrics': feeds must be 0 to 1000, not -1",
        "metrics: {driftImages: 99};'metrics': driftImages must be 100 to 1000000, not 99",
        "metrics: {driftErrorRate: 0.6};'metrics': driftErrorRate must be greater than 0 and at most"
            + " 0.5, not 0.6",
        "campaigns: {windowMinutes: 0};'campaigns': windowMinutes must be 1 to 1440, not 0",
        "campaigns: {openAt: 0};'campaigns': openAt must be 1 to 1000000, not 0",
        "campaigns: {openAt: 5};'campaigns': closeAt must be 0 or more and less than openAt, 5, not"
            + " 5",
        "campaigns: {timesExpected: 1};'campaigns': timesExpected must be more than 1, not 1.0",
        "campaigns: {topic: suspects};campaigns.topic and campaigns.suspectsTopic need names of"
            + " their own, not those of other topics",
        "campaigns: {suspectsTopic: bundles};campaigns.topic and campaigns.suspectsTopic need names"
            + " of their own, not those of other topics",
        "objects: {bytes: 0};'objects': bytes must be 1 to 1000000000, not 0",
        "objects: {threads: 0};'objects': threads must be 1 to 256, not 0",
        "objects: {tries: 21};'objects': tries must be 1 to 20, not 21",
        "objects: {buckets: [A_b]};'objects': buckets: 'A_b' is no name of a bucket",
        "objects: {s3: {url: host:9000}};'objects.s3': url must be http(s)://host:port, not"
            + " 'host:9000'",
        "objects: {s3: {region: ''}};'objects.s3': region must be a name such as us-east-1, not ''",
        "http: {port: 70000};'http': port must be 0 to 65535, not 70000",
        "topics: {cleared: verdicts};'topics': each topic needs a name of its own, not [images.inco"
            + "ming, verdicts, images.quarantined, images.rejected, verdicts]",
      })
  void valuesOutOfRangeAreRefused(String yaml, String message) {
    assertEquals("app.yaml: " + message, refusal("kafka: {bootstrapServers: x}\n" + yaml));
  }

  @ParameterizedTest
  @CsvSource({
    "streamThreads: 0",
    "commitIntervalMillis: 0",
    "processingGuarantee: exactly_once",
    "properties: {max.poll.interval.ms: soon}",
    "properties: {processing.guarantee: at_least_once}",
    "properties: {main.consumer.max.poll.records: 1000}",
    "properties: {producer.max.request.size: 1}",
    "properties: {production.exception.handler: x}",
    "properties: {consumer.isolation.level: read_uncommitted}",
  })
  void kafkaSettingsThatCouldBreakTheLawAreRefused(String yaml) {
    String message = refusal("kafka:\n  bootstrapServers: x\n  " + yaml);

    assertTrue(message.startsWith("app.yaml: 'kafka': "), message);
  }

  @Test
  void theDeviceTimeoutMustBeShorterThanKafkasPatience() {
    String message =
        refusal(
            "kafka: {bootstrapServers: x, properties: {max.poll.interval.ms: 100000}}\n"
                + "scorer: {deviceTimeoutSeconds: 50}");

    assertEquals(
        "app.yaml: scorer.deviceTimeoutSeconds must be less than half of max.poll.interval.ms,"
            + " 50 s, not 50",
        message);
  }

  /** Else an object that hangs would look like a store that does. */
  @Test
  void anObjectsTriesMustBeShorterThanKafkasPatience() {
    assertEquals(
        "app.yaml: objects: 6 tries of 60 s take up to 427 s, which must be less than half of"
            + " max.poll.interval.ms, 150 s; lower objects.tries or objects.timeoutSeconds",
        refusal("kafka: {bootstrapServers: x}\nobjects: {buckets: [images], timeoutSeconds: 60}"));
  }

  @Test
  void theReferenceExplainsEveryKey() {
    SettingsReference.markdown(AppConfig.class)
        .lines()
        .skip(2)
        .forEach(row -> assertTrue(row.matches("\\| `.*` \\|.*\\|.*\\| .*\\. \\|"), row));
  }
}
