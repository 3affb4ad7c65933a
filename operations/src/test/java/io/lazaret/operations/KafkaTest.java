package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.app.topology.RecordLimits;
import io.lazaret.app.topology.Topics;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How app and audit reach Kafka, and what they may do there. */
@Tag("packaging")
class KafkaTest {
  private static final Chart CHART = Chart.shipped();
  private static final String SECRETS = "/etc/lazaret-secrets";

  @Test
  void withoutTlsOrLoginNothingIsSaidOfThem(@TempDir Path work) {
    AppConfig config = SettingsFile.read(Chart.installed("minimal"), work);

    assertEquals(Map.of(), config.kafka().properties());
  }

  @Test
  void theLoginIsReadFromTheMountedSecret(@TempDir Path work) throws IOException {
    Release release = Chart.installed("tls-sasl");
    Path secrets = Files.createDirectories(work.resolve("sasl"));
    Files.writeString(secrets.resolve("username"), "ward");
    Files.writeString(secrets.resolve("password"), "open sesame");

    AdminClientConfig client = client(SettingsFile.read(release, work), work);

    assertEquals("SASL_SSL", client.getString("security.protocol"));
    assertEquals("SCRAM-SHA-512", client.getString("sasl.mechanism"));
    assertEquals(work + "/ca/ca.crt", client.getString("ssl.truststore.location"));
    assertEquals(
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"ward\" password=\"open sesame\";",
        client.getPassword("sasl.jaas.config").value());
    assertEquals("lazaret-kafka", secret(release, "ward-lazaret", "kafka-sasl"));
    assertEquals("lazaret-audit-kafka", secret(release, "ward-lazaret-audit", "kafka-sasl"));
  }

  @Test
  void theCertificateIsReadFromTheMountedSecret(@TempDir Path work) throws IOException {
    Release release = Chart.installed("strimzi");
    Path secrets = Files.createDirectories(work.resolve("client"));
    Files.writeString(secrets.resolve("user.crt"), "-----BEGIN CERTIFICATE-----");
    Files.writeString(secrets.resolve("user.key"), "-----BEGIN PRIVATE KEY-----");

    AdminClientConfig client = client(SettingsFile.read(release, work), work);

    assertEquals("SSL", client.getString("security.protocol"));
    assertEquals("PEM", client.getString("ssl.keystore.type"));
    assertEquals(
        new Password("-----BEGIN PRIVATE KEY-----"), client.getPassword("ssl.keystore.key"));
    assertEquals(
        new Password("-----BEGIN CERTIFICATE-----"),
        client.getPassword("ssl.keystore.certificate.chain"));
    assertEquals("lazaret", secret(release, "ward-lazaret", "kafka-client"));
    assertEquals("lazaret-audit", secret(release, "ward-lazaret-audit", "kafka-client"));
  }

  @Test
  void aWholeLoginMayStandInTheSecret(@TempDir Path work) throws IOException {
    Release release = Chart.installed("keda");
    Path secrets = Files.createDirectories(work.resolve("sasl"));
    Files.writeString(secrets.resolve("sasl.jaas.config"), "org.example.Module required;");

    AdminClientConfig client = client(SettingsFile.read(release, work), work);

    assertEquals("org.example.Module required;", client.getPassword("sasl.jaas.config").value());
  }

  /** What the app asks Kafka with, its secrets lying in {@code secrets} instead of the pod's. */
  private static AdminClientConfig client(AppConfig config, Path secrets) {
    Map<String, Object> settings = new HashMap<>();
    StreamsSettings.client(config.kafka())
        .forEach((key, value) -> settings.put(key, moved(value, secrets)));
    return new AdminClientConfig(settings);
  }

  private static String moved(Object value, Path secrets) {
    return value.toString().replace(SECRETS, secrets.toString());
  }

  private static String secret(Release release, String deployment, String volume) {
    PodSpec pod = release.pods().get(deployment);
    assertTrue(
        Release.containers(pod).stream()
            .flatMap(container -> container.getVolumeMounts().stream())
            .filter(mount -> mount.getName().equals(volume))
            .allMatch(mount -> mount.getMountPath().startsWith(SECRETS) && mount.getReadOnly()));
    return pod.getVolumes().stream()
        .filter(found -> found.getName().equals(volume))
        .map(Volume::getSecret)
        .findFirst()
        .orElseThrow()
        .getSecretName();
  }

  @Test
  void theAuditReachesKafkaAsTheAppDoes(@TempDir Path work) throws IOException {
    for (String name : List.of("tls-sasl", "strimzi")) {
      Release release = Chart.installed(name);
      Properties audit = new Properties();
      audit.load(
          new StringReader(
              release
                  .one(ConfigMap.class, "ward-lazaret-audit")
                  .getData()
                  .get("client.properties")));

      assertEquals(SettingsFile.read(release, work).kafka().properties(), audit);
    }
  }

  @Test
  void aPersonsOwnSettingsWin(@TempDir Path work) {
    AppConfig config =
        SettingsFile.read(
            CHART.render(
                """
                kafka:
                  tls: {enabled: true, caSecret: ca}
                  properties: {ssl.truststore.type: PKCS12, session.timeout.ms: "45000"}
                """),
            work);

    assertEquals("PKCS12", config.kafka().properties().get("ssl.truststore.type"));
    assertEquals("45000", config.kafka().properties().get("session.timeout.ms"));
    assertEquals("SSL", config.kafka().properties().get("security.protocol"));
  }

  @Test
  void theAppMayDoWhatItMustAndNothingElse() {
    String read = "[\"Read\",\"Describe\",\"DescribeConfigs\"]";
    String write = "[\"Write\",\"Describe\",\"DescribeConfigs\"]";
    Map<String, String> expected = new TreeMap<>();
    expected.put("topic literal ward_images.Incoming", read);
    expected.put("topic literal ward.images.cleared", write);
    expected.put("topic literal images.quarantined", write);
    expected.put("topic literal images.rejected", write);
    expected.put("topic literal verdicts", write);
    expected.put("topic literal campaigns", write);
    expected.put("topic literal suspects", "[\"Read\",\"Write\",\"Describe\",\"DescribeConfigs\"]");
    expected.put(
        "topic prefix ward-", "[\"Create\",\"Read\",\"Write\",\"Describe\",\"DescribeConfigs\"]");
    expected.put("group literal ward", "[\"Read\",\"Describe\"]");
    expected.put("transactionalId prefix ward-", "[\"Write\",\"Describe\"]");

    assertEquals(expected, rights(Chart.installed("strimzi"), "ward-lazaret"));
  }

  @Test
  void rolloutsAreReadAndShadowVerdictsWrittenWhereThereAreRollouts() {
    Map<String, String> rights = rights(Chart.installed("all"), "ward-quarantine");

    assertEquals(
        "[\"Read\",\"Describe\",\"DescribeConfigs\"]", rights.get("topic literal bundles"));
    assertEquals(
        "[\"Write\",\"Describe\",\"DescribeConfigs\"]",
        rights.get("topic literal verdicts.shadow"));
  }

  @Test
  void theAuditAndReviewersReadAndFeedsWriteImages() {
    Release release = Chart.installed("strimzi");
    String read = "[\"Read\",\"Describe\"]";

    assertEquals(
        Map.of(
            "topic literal ward_images.Incoming", read,
            "topic literal ward.images.cleared", read,
            "topic literal images.quarantined", read,
            "topic literal images.rejected", read,
            "topic literal verdicts", read),
        rights(release, "ward-lazaret-audit"));
    assertEquals(
        Map.of(
            "topic literal images.quarantined", read,
            "topic literal images.rejected", read,
            "topic literal verdicts", read,
            "topic literal campaigns", read,
            "group prefix ward-lazaret-reviewer-", read),
        rights(release, "ward-lazaret-reviewer"));
    assertEquals(
        Map.of("topic literal ward_images.Incoming", "[\"Write\",\"Describe\"]"),
        rights(release, "ward-lazaret-feed"));
  }

  @Test
  void feedsAndReviewersGetUsersWhereTheyAreAskedForOnly() {
    assertEquals(
        Set.of("ward-quarantine", "ward-quarantine-audit"),
        Chart.installed("all").custom("KafkaUser").keySet());
  }

  private static Map<String, String> rights(Release release, String user) {
    Map<String, String> rights = new TreeMap<>();
    for (JsonNode acl : release.custom("KafkaUser").get(user).at("/spec/authorization/acls")) {
      JsonNode resource = acl.get("resource");
      String name =
          resource.get("type").asText()
              + " "
              + resource.get("patternType").asText()
              + " "
              + resource.get("name").asText();
      rights.put(name, acl.get("operations").toString());
    }
    return rights;
  }

  @Test
  void topicsAreMadeAsTheAppWantsThem() {
    Map<String, JsonNode> topics = topics(Chart.installed("all"));
    RecordLimits limits = RecordLimits.forImages(4_000_000);

    assertEquals(
        Set.of(
            "images.incoming",
            "images.cleared",
            "images.quarantined",
            "images.rejected",
            "verdicts",
            "campaigns",
            "suspects",
            "bundles",
            "verdicts.shadow"),
        topics.keySet());
    assertEquals(limits.incomingBytes(), config(topics, "images.incoming", "max.message.bytes"));
    for (String output : List.of("images.cleared", "images.quarantined", "images.rejected")) {
      assertEquals(limits.outgoingBytes(), config(topics, output, "max.message.bytes"));
      assertEquals(Long.MAX_VALUE, config(topics, output, "message.timestamp.after.max.ms"));
    }
    for (String evidence : List.of("images.quarantined", "images.rejected")) {
      assertEquals(-1, config(topics, evidence, "retention.ms"));
      assertEquals(-1, config(topics, evidence, "retention.bytes"));
    }
    topics.forEach(
        (name, topic) ->
            assertEquals(
                name.equals("bundles") ? "compact" : "delete",
                topic.at("/spec/config/cleanup.policy").asText(),
                name));
    assertEquals(1, topics.get("bundles").at("/spec/partitions").asInt());
    assertEquals(
        "LogAppendTime", topics.get("suspects").at("/spec/config/message.timestamp.type").asText());
  }

  @Test
  void withoutCampaignsNothingIsMadeOrAllowedForThem() {
    Release release =
        CHART.render(
            """
            campaigns: {enabled: false}
            strimzi: {cluster: c, topics: {enabled: true}, users: {enabled: true}}
            """);

    assertEquals(Set.copyOf(Topics.DEFAULT.all()), topics(release).keySet());
    assertTrue(
        rights(release, "ward-lazaret").keySet().stream()
            .noneMatch(right -> right.matches(".*(campaigns|suspects|topic prefix).*")));
    assertEquals(
        Chart.tree("enabled: false\ntopic: campaigns\nsuspectsTopic: suspects"),
        Chart.tree(SettingsFile.text(release)).get("campaigns"));
  }

  /** With a larger image, larger records. */
  @Test
  void topicsTakeTheLargestImage() {
    String strimzi = "strimzi: {cluster: c, topics: {enabled: true}}\n";
    Map<String, JsonNode> topics = topics(CHART.render(strimzi + "imageBytes: 123456789"));
    RecordLimits limits = RecordLimits.forImages(123_456_789);

    assertEquals(limits.incomingBytes(), config(topics, "images.incoming", "max.message.bytes"));
    assertEquals(limits.outgoingBytes(), config(topics, "images.cleared", "max.message.bytes"));
  }

  @Test
  void evidenceStaysWhenTheReleaseGoes() {
    Chart.installed("all")
        .custom("KafkaTopic")
        .values()
        .forEach(
            topic ->
                assertEquals(
                    "keep",
                    topic
                        .get("metadata")
                        .get("annotations")
                        .get("helm.sh/resource-policy")
                        .asText()));
  }

  private static Map<String, JsonNode> topics(Release release) {
    return release.custom("KafkaTopic").values().stream()
        .collect(Collectors.toMap(topic -> topic.at("/spec/topicName").asText(), topic -> topic));
  }

  private static long config(Map<String, JsonNode> topics, String topic, String key) {
    return Long.parseLong(topics.get(topic).at("/spec/config/" + key).asText());
  }

  @Test
  void thePodsReachNameServersAndTheBrokersOnly() {
    NetworkPolicySpec policy = policy("tls-sasl", "ward-lazaret");

    assertEquals(List.of("Ingress", "Egress"), policy.getPolicyTypes());
    assertEquals(Set.of("53", "9093", "9094"), egressPorts(policy));
    assertEquals(
        List.of(new IntOrString("http")),
        policy.getIngress().get(0).getPorts().stream().map(NetworkPolicyPort::getPort).toList());
  }

  @Test
  void theObjectStoreIsReachedWhereThereIsOne() {
    assertEquals(Set.of("53", "9092", "9000"), egressPorts(policy("object-store", "ward-lazaret")));
    assertFalse(egressPorts(policy("all", "ward-quarantine-audit")).contains("443"));
  }

  @Test
  void peersMayBeNamed() {
    NetworkPolicySpec policy = policy("restricted", "ward-lazaret");

    assertEquals(Set.of("53", "9092", "9095", "5353"), egressPorts(policy));
    assertEquals(2, policy.getIngress().get(0).getFrom().size());
    assertEquals(
        Map.of("kubernetes.io/metadata.name", "kafka"),
        policy.getEgress().get(1).getTo().get(0).getNamespaceSelector().getMatchLabels());
  }

  private static NetworkPolicySpec policy(String values, String name) {
    return Chart.installed(values).one(NetworkPolicy.class, name).getSpec();
  }

  private static Set<String> egressPorts(NetworkPolicySpec policy) {
    return policy.getEgress().stream()
        .flatMap(rule -> rule.getPorts().stream())
        .map(port -> port.getPort().getValue().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void kedaLooksAtTheAppsGroupOnItsTopic() {
    JsonNode trigger =
        Chart.installed("keda").custom("ScaledObject").get("ward-lazaret").at("/spec/triggers/0");

    assertEquals("lazaret", trigger.at("/metadata/consumerGroup").asText());
    assertEquals("images.incoming", trigger.at("/metadata/topic").asText());
    assertEquals("kafka:9093", trigger.at("/metadata/bootstrapServers").asText());
    assertEquals("scram_sha256", trigger.at("/metadata/sasl").asText());
    assertEquals("enable", trigger.at("/metadata/tls").asText());
    assertEquals("lazaret-keda", trigger.at("/authenticationRef/name").asText());
  }
}
