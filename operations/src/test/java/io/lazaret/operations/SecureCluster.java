package io.lazaret.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with two doors: one for its owner, on this machine and without a lock, and one with TLS,
 * SCRAM and access control for everybody else.
 */
final class SecureCluster implements AutoCloseable {
  private static final String MECHANISM = "SCRAM-SHA-512";

  private final int ownersPort = LiveSystem.freePort();
  private final int securedPort = LiveSystem.freePort();
  private final Path directory;
  private final EmbeddedKafka kafka;

  /**
   * @param directory an empty one
   */
  SecureCluster(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    Path keys = directory.resolve("broker.p12");
    List<String> store = List.of("-keystore", keys.toString(), "-storepass", "keystore");
    keytool(
        store,
        "-genkeypair -alias broker -keyalg EC -dname CN=127.0.0.1 -ext san=ip:127.0.0.1"
            + " -validity 2");
    keytool(store, "-exportcert -rfc -alias broker -file " + certificate());
    kafka =
        EmbeddedKafka.start(
            ClusterPlan.in(directory.resolve("kafka")).withOverrides(settings(keys)));
  }

  private Map<String, String> settings(Path keys) {
    int controllerPort = LiveSystem.freePort();
    String doors = "PLAINTEXT://127.0.0.1:" + ownersPort + ",SECURED://127.0.0.1:" + securedPort;
    Map<String, String> settings = new HashMap<>();
    settings.put("listeners", doors + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", doors);
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL");
    settings.put("sasl.enabled.mechanisms", MECHANISM);
    settings.put(
        "listener.name.secured.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put("ssl.keystore.location", keys.toString());
    settings.put("ssl.keystore.password", "keystore");
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    return settings;
  }

  /** Where its owner connects, who may do everything. */
  String owners() {
    return "127.0.0.1:" + ownersPort;
  }

  /** Where everybody else connects. */
  String secured() {
    return "127.0.0.1:" + securedPort;
  }

  /** What clients trust, PEM. */
  Path certificate() {
    return directory.resolve("ca.crt");
  }

  /**
   * Lets somebody in.
   *
   * @param rights as Strimzi's KafkaUser tells them: resource and operations
   */
  void admit(String user, String password, JsonNode rights)
      throws ExecutionException, InterruptedException {
    List<AclBinding> bindings = new ArrayList<>();
    for (JsonNode right : rights) {
      JsonNode resource = right.get("resource");
      boolean prefix = resource.get("patternType").asText().equals("prefix");
      ResourcePattern pattern =
          new ResourcePattern(
              constant(ResourceType.class, resource.get("type").asText()),
              resource.get("name").asText(),
              prefix ? PatternType.PREFIXED : PatternType.LITERAL);
      for (JsonNode operation : right.get("operations")) {
        bindings.add(
            new AclBinding(
                pattern,
                new AccessControlEntry(
                    "User:" + user,
                    "*",
                    constant(AclOperation.class, operation.asText()),
                    AclPermissionType.ALLOW)));
      }
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", owners()))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      user,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096),
                      password)))
          .all()
          .get();
      admin.createAcls(bindings).all().get();
    }
  }

  /** Strimzi writes {@code transactionalId} and {@code DescribeConfigs}. */
  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    String snake = word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    return Enum.valueOf(type, snake);
  }

  private static void keytool(List<String> store, String arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(arguments.split(" ")));
    line.addAll(store);
    Peers.run("", line);
  }

  @Override
  public void close() {
    kafka.close();
  }

  /** A secret as Kubernetes mounts one: a file for each key. */
  static void secret(Path directory, Map<String, String> keys) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, String> key : keys.entrySet()) {
      Files.writeString(directory.resolve(key.getKey()), key.getValue());
    }
  }
}
