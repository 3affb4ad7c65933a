package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What commands ask of a Kafka cluster before they start, with complaints of one line. */
final class Cluster {
  /** How long a broker may take to answer. */
  static final int ANSWER_MILLIS = 10_000;

  private Cluster() {}

  /** No broker answers: one may later. */
  static final class NoAnswerException extends RefusedException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @throws RefusedException when no broker answers or a topic is missing
   */
  static void requireTopics(Connection kafka, Collection<String> topics) {
    try (Admin admin = admin(kafka)) {
      admin
          .describeTopics(topics)
          .topicNameValues()
          .forEach((topic, found) -> requireTopic(kafka, topic, found));
    }
  }

  /**
   * Creates a topic where it is missing, with as many partitions as the brokers say, and returns
   * once it can be written: a producer that is quicker than a partition's leader can be refused as
   * out of order for good.
   *
   * @throws RefusedException when no broker answers or it does not want to
   */
  static void createIfMissing(Connection kafka, String topic) {
    try (Admin admin = admin(kafka)) {
      try {
        admin
            .createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
            .all()
            .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw refusal(kafka, e);
        }
      }
      awaitLeaders(admin, topic);
    } catch (ExecutionException e) {
      throw refusal(kafka, e);
    } catch (TimeoutException e) {
      throw noAnswer(kafka, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Returns when every partition's leader answers; only a leader that is at work does. */
  private static void awaitLeaders(Admin admin, String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
    while (true) {
      try {
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        Map<String, TopicDescription> found =
            admin
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        Required.of(found, topic)
            .partitions()
            .forEach(
                partition ->
                    earliest.put(
                        new TopicPartition(topic, partition.partition()), OffsetSpec.earliest()));
        admin.listOffsets(earliest).all().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private static Admin admin(Connection kafka) {
    Map<String, Object> configuration =
        kafka.settings(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS));
    return answering(kafka, () -> Admin.create(configuration));
  }

  /** Runs a call to the cluster; what Kafka complains of becomes a refusal of one line. */
  static <T> T answering(Connection kafka, Supplier<T> call) {
    try {
      return call.get();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw refusal(kafka, e);
    }
  }

  /** The refusal for what Kafka complained of. */
  static RefusedException refusal(Connection kafka, Throwable complaint) {
    Throwable root = complaint;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String what = String.valueOf(root.getMessage()).lines().findFirst().orElse("no message");
    return new RefusedException(
        "Kafka at " + kafka + ": " + what + "; check the address and the broker", complaint);
  }

  private static void requireTopic(Connection kafka, String topic, KafkaFuture<?> found) {
    try {
      found.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new RefusedException(
            "Kafka at "
                + kafka
                + ": no topic "
                + topic
                + "; create it ('./lazaret topics create') or name another",
            e);
      }
      if (e.getCause() instanceof ApiException refused
          && !(refused instanceof RetriableException)) {
        throw refusal(kafka, e);
      }
      throw noAnswer(kafka, e);
    } catch (TimeoutException e) {
      throw noAnswer(kafka, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static NoAnswerException noAnswer(Connection kafka, Exception cause) {
    return new NoAnswerException(
        "Kafka at "
            + kafka
            + ": no answer within "
            + ANSWER_MILLIS / 1000
            + " s; check the address and the broker",
        cause);
  }
}
