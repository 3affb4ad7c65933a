package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
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
import io.lazaret.sim.AuditCommand;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
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
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
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
  private static final Path BUNDLE = Peers.HOME.resolve("bundles/xray-phantom");
  private static final String MOUNTED = "/etc/lazaret-secrets";
  private static final String APP = "ward-lazaret";
  private static final String AUDITOR = "ward-lazaret-audit";
  private static final String FEED = "ward-lazaret-feed";
  private static final int IMAGES = 60;
  private static final int PARTITIONS = 4;

  private Path work;
  private SecureCluster cluster;
  private Release release;
  private AppConfig config;
  private Path settings;

  @BeforeAll
  void startKafka(@TempDir Path directory) throws Exception {
    work = directory;
    cluster = new SecureCluster(Files.createDirectories(work.resolve("cluster")));
    release =
        Chart.shipped()
            .render(
                """
                kafka:
                  bootstrapServers: '%s'
                  tls: {enabled: true, caSecret: ca}
                  sasl: {mechanism: SCRAM-SHA-512, secret: login}
                strimzi:
                  cluster: ward
                  topics: {enabled: true, partitions: %d}
                  users: {enabled: true, feed: true}
                audit: {enabled: true}
                """
                    .formatted(cluster.secured(), PARTITIONS));
    Path owners = work.resolve("owner.yaml");
    Files.writeString(owners, "kafka: {bootstrapServers: '%s'}".formatted(cluster.owners()));
    assertEquals(0, CommandLines.run(new TopicsCommand(), "create", "--config", owners.toString()));
    for (Map.Entry<String, JsonNode> user : release.custom("KafkaUser").entrySet()) {
      JsonNode rights = user.getValue().at("/spec/authorization/acls");
      cluster.admit(user.getKey(), password(user.getKey()), rights);
    }
    settings = settings(APP, password(APP));
    config = Settings.read(settings, AppConfig.class);
  }

  @AfterAll
  void stopKafka() {
    cluster.close();
  }

  private static String password(String user) {
    return "open-sesame-of-" + user;
  }

  /** A user's secrets, as Kubernetes mounts them. */
  private Path secrets(String user, String password) throws IOException {
    Path secrets = work.resolve("secrets-" + user);
    SecureCluster.secret(
        secrets.resolve("ca"), Map.of("ca.crt", Files.readString(cluster.certificate())));
    SecureCluster.secret(secrets.resolve("sasl"), Map.of("username", user, "password", password));
    return secrets;
  }

  /** The chart's way to Kafka, and what a test needs beside it. */
  private Path settings(String user, String password) throws IOException {
    AppConfig.Kafka kafka = SettingsFile.read(release, work).kafka();
    String secrets = secrets(user, password).toString();
    Map<String, String> properties = new TreeMap<>();
    kafka
        .properties()
        .forEach((key, value) -> properties.put(key, value.replace(MOUNTED, secrets)));
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
    Path file = work.resolve(user + ".yaml");
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
                "-Dai.djl.offline=true",
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

      assertEquals(0, audit(), () -> read(log));
    } finally {
      app.toHandle().destroy();
      assertTrue(app.waitFor(40, TimeUnit.SECONDS));
    }
    assertEquals(0, app.exitValue(), () -> read(log));
    assertFalse(read(log).contains(password(APP)), () -> read(log));
  }

  /** By the auditor's own user and rights; 0 when the law is kept. */
  private int audit() throws IOException {
    String properties =
        release
            .one(ConfigMap.class, AUDITOR)
            .getData()
            .get("client.properties")
            .replace(MOUNTED, secrets(AUDITOR, password(AUDITOR)).toString());
    Path file = Files.writeString(work.resolve("audit.properties"), properties);
    Path report = work.resolve("audit.json");
    int status =
        CommandLines.run(
            new AuditCommand(),
            "--bootstrap",
            cluster.secured(),
            "--client-properties",
            file.toString(),
            "--timeout",
            "60",
            "--report",
            report.toString());
    assertTrue(Files.readString(report).contains("\"inputs\" : " + IMAGES), read(report));
    return status;
  }

  @Test
  void aFeedWritesImagesAndCannotPassThemByTheApp() throws IOException {
    AppConfig feed = Settings.read(settings(FEED, password(FEED)), AppConfig.class);

    refused("write cleared", () -> write(feed, "images.cleared"));
    refused("read verdicts", () -> read(feed, "verdicts", "feed"));
  }

  @Test
  void theChartsTopicsAreThoseOfTheAppsOwnCommand() throws Exception {
    Map<String, JsonNode> topics = release.custom("KafkaTopic");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.owners()))) {
      Map<String, TopicDescription> made =
          admin.describeTopics(topics.keySet()).allTopicNames().get();
      for (Map.Entry<String, JsonNode> topic : topics.entrySet()) {
        String name = topic.getKey();
        assertEquals(settingsOf(admin, name), wanted(topic.getValue()), name);
        assertEquals(
            made.get(name).partitions().size(),
            topic.getValue().at("/spec/partitions").asInt(),
            name);
      }
    }
  }

  /** What was set for this topic alone. */
  private static Map<String, String> settingsOf(Admin admin, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Map<String, String> found = new TreeMap<>();
    admin.describeConfigs(List.of(resource)).all().get().get(resource).entries().stream()
        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
        .forEach(entry -> found.put(entry.name(), entry.value()));
    return found;
  }

  private static Map<String, String> wanted(JsonNode topic) {
    Map<String, String> found = new TreeMap<>();
    topic
        .at("/spec/config")
        .properties()
        .forEach(entry -> found.put(entry.getKey(), entry.getValue().asText()));
    return found;
  }

  @Test
  void itsUserCanDoNothingElse() {
    for (String topic : List.of("images.incoming", "bundles", "elsewhere")) {
      refused("write " + topic, () -> write(config, topic));
    }
    for (String topic : List.of("images.cleared", "images.quarantined", "verdicts")) {
      refused("read " + topic, () -> read(config, topic, "lazaret"));
    }
    refused("join another group", () -> read(config, "images.incoming", "somebody"));
    refused(
        "delete evidence",
        () -> admin(admin -> admin.deleteTopics(List.of("images.quarantined")).all().get()));
    refused(
        "see who may do what",
        () -> admin(admin -> admin.describeAcls(AclBindingFilter.ANY).values().get()));
  }

  @Test
  void whoeverHasNoPasswordIsNotLetIn() throws IOException {
    Path forged = settings("nobody", "guess");
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

  private static Map<String, Object> client(AppConfig of) {
    return new HashMap<>(StreamsSettings.client(of.kafka()));
  }

  private static void write(AppConfig of, String topic)
      throws ExecutionException, InterruptedException {
    Map<String, Object> client = client(of);
    client.put("max.block.ms", 10_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
    }
  }

  private static void read(AppConfig of, String topic, String group) {
    Map<String, Object> client = client(of);
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
    try (Admin admin = Admin.create(client(config))) {
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
