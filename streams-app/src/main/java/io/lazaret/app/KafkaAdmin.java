package io.lazaret.app;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few questions that are asked of Kafka before any image is read. */
final class KafkaAdmin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaAdmin.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String bootstrapServers;
  private final Admin admin;

  private KafkaAdmin(String bootstrapServers, Admin admin) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
  }

  /** Waits until Kafka answers, and says so each time that it did not. */
  static KafkaAdmin await(Map<String, Object> client) throws InterruptedException {
    while (true) {
      try {
        return connect(client);
      } catch (RefusedException e) {
        if (!mayPass(e.getCause())) {
          throw e;
        }
        LOG.warn("{}; waiting", e.getMessage());
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  /**
   * Asks something of Kafka until nothing stands in its way that passes by itself, and says once of
   * each such thing that it is waited for.
   *
   * @throws RefusedException at once where waiting does not help, else after a limit
   */
  static <T> T patiently(Supplier<T> question, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Set<String> said = new HashSet<>();
    while (true) {
      try {
        return question.get();
      } catch (RefusedException e) {
        if (!mayPass(e.getCause())) {
          throw e;
        }
        if (System.nanoTime() - end >= 0) {
          throw new RefusedException(
              e.getMessage() + "; waited " + limit.toSeconds() + " s for it", e);
        }
        if (said.add(e.getMessage())) {
          LOG.warn("{}; waiting", e.getMessage());
        }
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  /**
   * A broker that is away, brokers that are too few for what a topic is to have, or a host that has
   * no address yet, as in a cluster that starts up.
   */
  private static boolean mayPass(@Nullable Throwable cause) {
    return cause instanceof RetriableException
        || cause instanceof InvalidReplicationFactorException
        || (cause instanceof ConfigException
            && String.valueOf(cause.getMessage()).contains("resolvable"));
  }

  /**
   * Connects to Kafka.
   *
   * @throws RefusedException when Kafka does not answer or the settings are wrong
   */
  static KafkaAdmin connect(Map<String, Object> client) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put("default.api.timeout.ms", Long.toString(TIMEOUT.toMillis()));
    settings.put("request.timeout.ms", Long.toString(TIMEOUT.toMillis() / 2));
    String servers = Required.of(client, "bootstrap.servers").toString();
    KafkaAdmin admin;
    try {
      admin = new KafkaAdmin(servers, Admin.create(settings));
    } catch (ConfigException e) {
      throw unusable(servers, e);
    } catch (KafkaException e) {
      // Admin.create wraps what it does not like about the settings.
      throw unusable(servers, e.getCause() == null ? e : e.getCause());
    }
    try {
      admin.answer(admin.admin.describeCluster().clusterId());
      return admin;
    } catch (RuntimeException e) {
      admin.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Partitions of each topic that exists. */
  Map<String, Integer> partitions(List<String> topics) {
    Map<String, Integer> partitions = new TreeMap<>();
    Map<String, KafkaFuture<TopicDescription>> found =
        admin.describeTopics(topics).topicNameValues();
    found.forEach(
        (name, description) -> {
          try {
            partitions.put(name, answer(description).partitions().size());
          } catch (RefusedException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
              throw e;
            }
          }
        });
    return partitions;
  }

  /** The settings of each topic; all of them exist. */
  Map<String, Config> settings(List<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, Config> settings = new HashMap<>();
    answer(admin.describeConfigs(resources).all())
        .forEach((resource, config) -> settings.put(resource.name(), config));
    return settings;
  }

  /**
   * Creates topics; see {@link #awaitLeaders} for when they can be written.
   *
   * @return whether each was created, rather than there already
   */
  Map<String, Boolean> create(List<NewTopic> topics) {
    Map<String, KafkaFuture<Void>> created = admin.createTopics(topics).values();
    Map<String, Boolean> results = new LinkedHashMap<>();
    for (NewTopic topic : topics) {
      try {
        answer(Required.of(created, topic.name()));
        results.put(topic.name(), true);
      } catch (RefusedException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
        results.put(topic.name(), false);
      }
    }
    return results;
  }

  /**
   * Returns once all partitions of topics can be written. (A producer that is quicker than a
   * partition's leader may fail on its first batch, succeed on its second, and then be refused the
   * first for good, because it would come out of order.)
   */
  void awaitLeaders(Collection<String> topics) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        answer(admin.describeTopics(topics).allTopicNames())
            .forEach(
                (name, topic) ->
                    topic
                        .partitions()
                        .forEach(
                            partition ->
                                earliest.put(
                                    new TopicPartition(name, partition.partition()),
                                    OffsetSpec.earliest())));
        // Only a leader that is at work answers this one.
        answer(admin.listOffsets(earliest).all());
        return;
      } catch (RefusedException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted while waiting for Kafka", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RefusedException("Kafka at " + bootstrapServers + ": " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted while asking Kafka at " + bootstrapServers, e);
    }
  }

  private static RefusedException unusable(String servers, Throwable cause) {
    return new RefusedException("Kafka at " + servers + ": " + cause.getMessage(), cause);
  }
}
