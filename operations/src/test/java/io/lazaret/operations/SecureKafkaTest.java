package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lazaret.app.App;
import io.lazaret.app.AppCommand;
import io.lazaret.app.BundleAssessors;
import io.lazaret.app.TopicsCommand;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.lab.study.PhantomCorpus;
import io.lazaret.sim.Audit;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
import io.lazaret.sim.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The app behind TLS and SCRAM, with the settings that the chart writes and the rights that the
 * chart asks for: it does its work, and can do nothing else.
 */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureKafkaTest {
  private static final String PASSWORD = "open-sesame-4711";
  private static final Path BUNDLE = Peers.HOME.resolve("bundles/xray-phantom");
  private static final String MOUNTED = "/etc/lazaret-secrets";
  private static final int IMAGES = 60;

  private Path work;
  private SecureCluster cluster;
  private AppConfig config;
  private Path settings;

  @BeforeAll
  void startKafka(@TempDir Path directory) throws Exception {
    work = directory;
    cluster = new SecureCluster(Files.createDirectories(work.resolve("cluster")));
    Release release =
        Chart.shipped()
            .render(
                """
                kafka:
                  bootstrapServers: '%s'
                  tls: {enabled: true, caSecret: ca}
                  sasl: {mechanism: SCRAM-SHA-512, secret: login}
                strimzi: {cluster: ward, users: {enabled: true}}
                """
                    .formatted(cluster.secured()));
    Path secrets = work.resolve("secrets");
    SecureCluster.secret(
        secrets.resolve("ca"), Map.of("ca.crt", Files.readString(cluster.certificate())));
    SecureCluster.secret(
        secrets.resolve("sasl"), Map.of("username", "lazaret", "password", PASSWORD));
    settings = settings(SettingsFile.read(release, work).kafka(), secrets);
    config = Settings.read(settings, AppConfig.class);
    Path owners = work.resolve("owner.yaml");
    Files.writeString(owners, "kafka: {bootstrapServers: '%s'}".formatted(cluster.owners()));
    assertEquals(0, CommandLines.run(new TopicsCommand(), "create", "--config", owners.toString()));
    JsonNode rights =
        release.custom("KafkaUser").values().iterator().next().at("/spec/authorization/acls");
    cluster.admit("lazaret", PASSWORD, rights);
  }

  @AfterAll
  void stopKafka() {
    cluster.close();
  }

  /** The chart's way to Kafka, and what a test needs beside it. */
  private Path settings(AppConfig.Kafka kafka, Path secrets) throws IOException {
    Map<String, String> properties = new TreeMap<>();
    kafka
        .properties()
        .forEach((key, value) -> properties.put(key, value.replace(MOUNTED, secrets.toString())));
    Map<String, Object> all =
        Map.of(
            "kafka",
            Map.of("bootstrapServers", kafka.bootstrapServers(), "properties", properties),
            "bundles",
            Map.of("xray-phantom", BUNDLE.toString()),
            "limits",
            Map.of("imageBytes", 1_000_000, "pixels", 4_000_000),
            "http",
            Map.of("port", 0),
            "stateDirectory",
            work.resolve("state").toString());
    Path file = work.resolve("secured.yaml");
    new YAMLMapper().writeValue(file.toFile(), all);
    return file;
  }

  @Test
  void theAppKeepsTheLawAndItsSecrets() throws Exception {
    Path log = work.resolve("app.log");
    Process app =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-cp",
                System.getProperty("java.class.path"),
                AppCommand.class.getName(),
                "--config",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Replay.run(
          new PhantomCorpus(BUNDLE, IMAGES, 0.3, "PGD", 4, 7, "cpu")
              .write(work.resolve("corpus"), done -> {}),
          ReplayPlan.once("ward", 7),
          new Replay.Target(cluster.owners(), "images.incoming", "truth"),
          sent -> {});

      AuditReport audit = Audit.run(cluster.owners(), Topics.DEFAULT, Duration.ofSeconds(60));

      assertTrue(audit.lawKept(), () -> audit.toText() + read(log));
      assertTrue(audit.inputs() >= IMAGES, audit::toText);
    } finally {
      app.toHandle().destroy();
      assertTrue(app.waitFor(40, TimeUnit.SECONDS));
    }
    assertEquals(0, app.exitValue(), () -> read(log));
    assertFalse(read(log).contains(PASSWORD), () -> read(log));
  }

  @Test
  void itsUserCanDoNothingElse() {
    for (String topic : List.of("images.incoming", "bundles", "elsewhere")) {
      refused("write " + topic, () -> write(topic));
    }
    for (String topic : List.of("images.cleared", "images.quarantined", "verdicts")) {
      refused("read " + topic, () -> read(topic, "lazaret"));
    }
    refused("join another group", () -> read("images.incoming", "somebody"));
    refused(
        "delete evidence",
        () -> admin(admin -> admin.deleteTopics(List.of("images.quarantined")).all().get()));
    refused(
        "see who may do what",
        () -> admin(admin -> admin.describeAcls(AclBindingFilter.ANY).values().get()));
  }

  @Test
  void whoeverHasNoPasswordIsNotLetIn() throws IOException {
    Path forged = work.resolve("forged.yaml");
    Files.writeString(forged, Files.readString(settings).replace("/sasl", "/forged"));
    SecureCluster.secret(
        work.resolve("secrets/forged"), Map.of("username", "lazaret", "password", "guess"));
    String complaint =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () ->
                assertThrows(
                        RefusedException.class,
                        () ->
                            App.start(
                                Settings.read(forged, AppConfig.class), new BundleAssessors()))
                    .getMessage());

    assertTrue(complaint.contains("Authentication failed"), complaint);
    assertEquals(1, complaint.lines().count(), complaint);
    assertFalse(complaint.contains("guess"), complaint);
  }

  private Map<String, Object> client() {
    return new HashMap<>(StreamsSettings.client(config.kafka()));
  }

  private void write(String topic) throws ExecutionException, InterruptedException {
    Map<String, Object> client = client();
    client.put("max.block.ms", 10_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
    }
  }

  private void read(String topic, String group) {
    Map<String, Object> client = client();
    client.put("group.id", group);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      if (group.equals("lazaret")) {
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        consumer.seekToBeginning(consumer.assignment());
      } else {
        consumer.subscribe(List.of(topic));
      }
      for (int i = 0; i < 50; i++) {
        consumer.poll(Duration.ofMillis(100));
      }
    }
  }

  private interface Request {
    void ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  private void admin(Request request) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(client())) {
      request.ask(admin);
    }
  }

  private static void refused(String what, Executable attempt) {
    Throwable failure = assertThrows(Exception.class, attempt, what);
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    assertInstanceOf(AuthorizationException.class, cause, what);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
