package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach Kafka. Its text names the address only: properties hold passwords.
 *
 * @param bootstrap {@code host:port} of a broker, or several with commas
 * @param properties settings of Kafka's clients by Kafka's own names, such as {@code
 *     security.protocol}; only those that every client has
 */
public record Connection(String bootstrap, Map<String, String> properties) {
  /** Ours: what an audit finds rests on them, or how soon it says that nobody answers. */
  private static final Set<String> OURS =
      Set.of(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
          CommonClientConfigs.METADATA_MAX_AGE_CONFIG);

  /**
   * @throws RefusedException when a property is none of every client, or is ours to set
   */
  public Connection {
    properties = Map.copyOf(properties);
    for (String name : new TreeMap<>(properties).keySet()) {
      if (!isForEveryClient(name)) {
        throw new RefusedException(
            "client property '"
                + name
                + "' is unknown or not yours to set here; keep what says how to connect"
                + " (security., ssl., sasl. and the like)");
      }
    }
  }

  /** Without further settings. */
  public static Connection to(String bootstrap) {
    return new Connection(bootstrap, Map.of());
  }

  /**
   * With the settings of a Java properties file.
   *
   * @throws RefusedException when the file cannot be read, or holds what is refused
   */
  public static Connection read(String bootstrap, Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      // Without what the parser says: it may quote the file.
      throw new RefusedException(
          file + ": cannot be read as Java properties; give a file that can", e);
    }
    var settings = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));
    try {
      return new Connection(bootstrap, settings);
    } catch (RefusedException e) {
      throw new RefusedException(file + ": " + e.getMessage(), e);
    }
  }

  /** What a client is told: the person's settings, and above them those of the program. */
  Map<String, Object> settings(Map<String, Object> own) {
    var settings = new HashMap<String, Object>(properties);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.putAll(own);
    return settings;
  }

  @Override
  public String toString() {
    return bootstrap;
  }

  private static boolean isForEveryClient(String name) {
    // The providers' own settings have names that no client knows beforehand.
    if (name.startsWith(AdminClientConfig.CONFIG_PROVIDERS_CONFIG + ".")) {
      return true;
    }
    return !OURS.contains(name)
        && AdminClientConfig.configNames().contains(name)
        && ConsumerConfig.configNames().contains(name)
        && ProducerConfig.configNames().contains(name);
  }
}
