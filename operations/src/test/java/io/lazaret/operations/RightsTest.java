package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.app.App;
import io.lazaret.app.TopicPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart's topics and rights on a real broker that grants nothing else. */
@Tag("broker")
class RightsTest {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String APP = "ward-lazaret";
  private static final String FEED = "ward-lazaret-feed";
  private static final int PARTITIONS = 2;

  @TempDir static Path work;
  private static EmbeddedKafka kafka;
  private static Release release;
  private static AppConfig config;

  @BeforeAll
  static void aBrokerThatGrantsNothing() throws Exception {
    kafka = EmbeddedKafka.start(ClusterPlan.in(work.resolve("kafka")).withOverrides(logins()));
    release =
        Chart.shipped()
            .render(
                """
                kafka:
                  bootstrapServers: %s
                  sasl: {mechanism: PLAIN, secret: lazaret-kafka}
                strimzi:
                  cluster: ward
                  topics: {enabled: true, partitions: %d}
                  users: {enabled: true, feed: true}
                bundles: {source: pvc, pvc: {claim: bundles}}
                rollout: {enabled: true}
                """
                    .formatted(kafka.bootstrapServers(), PARTITIONS));
    config = settings();
    TopicPlan.of(config, PARTITIONS, Optional.empty()).create(asAdmin());
    try (Admin admin = Admin.create(client("admin"))) {
      for (String user : List.of(APP, FEED)) {
        admin.createAcls(acls(user)).all().get();
      }
    }
  }

  /** Everybody logs in, and only the administrator may do anything yet. */
  private static Map<String, String> logins() {
    return Map.of(
        "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "listener.name.plaintext.plain.sasl.jaas.config", users(),
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // The controller's listener has no login; only the node itself uses it.
        "super.users", "User:admin;User:ANONYMOUS");
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static String users() {
    String users = "";
    for (String user : List.of("admin", APP, FEED)) {
      users += " user_" + user + "=\"of " + user + "\"";
    }
    return PLAIN + " required username=\"admin\" password=\"of admin\"" + users + ";";
  }

  private static Map<String, Object> client(String user) {
    return Map.of(
        "bootstrap.servers",
        kafka.bootstrapServers(),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        PLAIN + " required username=\"%1$s\" password=\"of %1$s\";".formatted(user));
  }

  /** The chart's own, with what the pod mounts lying in the test's directory. */
  private static AppConfig settings() throws Exception {
    Path secret = Files.createDirectories(work.resolve("secrets/sasl"));
    Files.writeString(secret.resolve("username"), APP);
    Files.writeString(secret.resolve("password"), "of " + APP);
    Files.createDirectories(work.resolve("bundles/rollouts"));
    String text =
        SettingsFile.text(release)
            .replace("/etc/lazaret-secrets", work + "/secrets")
            .replace("/bundles/", work + "/bundles/")
            .replace("/var/lib/lazaret", work.toString())
            .replace("port: 8080", "port: 0");
    return Settings.parse("app.yaml", text, work, AppConfig.class);
  }

  private static AppConfig.Kafka asAdmin() {
    Map<String, String> properties = new HashMap<>();
    client("admin").forEach((key, value) -> properties.put(key, value.toString()));
    properties.remove("bootstrap.servers");
    AppConfig.Kafka app = config.kafka();
    return new AppConfig.Kafka(
        app.bootstrapServers(),
        app.applicationId(),
        app.streamThreads(),
        app.commitIntervalMillis(),
        app.processingGuarantee(),
        properties);
  }

  private static List<AclBinding> acls(String user) {
    List<AclBinding> bindings = new ArrayList<>();
    for (JsonNode acl : release.custom("KafkaUser").get(user).at("/spec/authorization/acls")) {
      ResourcePattern pattern =
          new ResourcePattern(
              ResourceType.valueOf(constant(acl.at("/resource/type").asText())),
              acl.at("/resource/name").asText(),
              acl.at("/resource/patternType").asText().equals("prefix")
                  ? PatternType.PREFIXED
                  : PatternType.LITERAL);
      for (JsonNode operation : acl.get("operations")) {
        AclOperation allowed = AclOperation.valueOf(constant(operation.asText()));
        bindings.add(
            new AclBinding(
                pattern,
                new AccessControlEntry("User:" + user, "*", allowed, AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }

  /** DescribeConfigs as DESCRIBE_CONFIGS. */
  private static String constant(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  @Test
  void theAppJudgesWithTheRightsOfTheChart() throws Exception {
    App app = App.start(config, (bundles, device, rate) -> Map.of(), () -> {});
    try (KafkaProducer<byte[], byte[]> feed = producer(FEED)) {
      for (String image : List.of("one", "two", "three")) {
        feed.send(new ProducerRecord<>("images.incoming", bytes(image), bytes(image))).get();
      }

      assertEquals(3, committed("verdicts", 3));
      assertEquals(3, committed("images.rejected", 3));
    } finally {
      assertEquals(0, app.stop());
      app.close();
    }
  }

  @Test
  void aFeedCannotPassItsImagesByTheApp() {
    try (KafkaProducer<byte[], byte[]> feed = producer(FEED)) {
      var refused =
          assertThrows(
              ExecutionException.class,
              () -> feed.send(new ProducerRecord<>("images.cleared", bytes("image"))).get());

      assertInstanceOf(TopicAuthorizationException.class, refused.getCause());
    }
  }

  @Test
  void topicsAreThoseOfTheAppsOwnCommand() throws Exception {
    Map<String, JsonNode> topics = release.custom("KafkaTopic");
    try (Admin admin = Admin.create(client("admin"))) {
      Set<String> made = admin.listTopics().names().get();
      assertTrue(made.containsAll(config.topics().all()));
      for (String name : made) {
        JsonNode topic = topics.get(name);
        if (topic != null) {
          assertEquals(settingsOf(admin, name), wanted(topic), name);
          int partitions =
              admin
                  .describeTopics(List.of(name))
                  .allTopicNames()
                  .get()
                  .get(name)
                  .partitions()
                  .size();
          assertEquals(partitions, topic.at("/spec/partitions").asInt(), name);
        }
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

  private static KafkaProducer<byte[], byte[]> producer(String user) {
    return new KafkaProducer<>(client(user), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** How many records there are once there are that many, or after a minute. */
  private static int committed(String topic, int awaited) {
    Map<String, Object> settings = new HashMap<>(client("admin"));
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)));
      int found = 0;
      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (found < awaited && System.nanoTime() < end) {
        found += consumer.poll(Duration.ofMillis(200)).count();
      }
      return found;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
