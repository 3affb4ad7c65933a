package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics from their beginnings, committed records only, without a group and without
 * leaving a trace. Holds one fetch of at most 16 MiB, or one record where that is larger.
 */
final class TopicReader implements AutoCloseable {
  private static final int FETCH_BYTES = 16 * 1024 * 1024;
  private static final int FETCH_WAIT_MILLIS = 50;
  private static final Duration POLL = Duration.ofMillis(100);

  /** A broker that gives nothing for so long, though there is more, is broken. */
  private static final Duration STALL = Duration.ofSeconds(60);

  private final Connection kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * @throws RefusedException when no broker answers or a topic is missing
   */
  TopicReader(Connection kafka, List<String> topics) {
    this.kafka = kafka;
    Cluster.requireTopics(kafka, topics);
    consumer = Cluster.answering(kafka, () -> new KafkaConsumer<>(configuration(kafka)));
    partitions =
        topics.stream()
            .flatMap(
                topic -> Cluster.answering(kafka, () -> consumer.partitionsFor(topic)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Begins with the first record that is not older, by its own timestamp. */
  void seekBack(Duration age) {
    long millis = Math.max(0, Instant.now().minus(age).toEpochMilli());
    Map<TopicPartition, Long> ends = ends();
    Map<TopicPartition, OffsetAndTimestamp> found =
        Cluster.answering(
            kafka,
            () ->
                consumer.offsetsForTimes(
                    partitions.stream().collect(Collectors.toMap(each -> each, each -> millis))));
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? Required.of(ends, partition) : first.offset());
    }
  }

  /** The first offset of each partition. */
  Map<TopicPartition, Long> beginnings() {
    return Cluster.answering(kafka, () -> consumer.beginningOffsets(partitions));
  }

  /** The offset behind the last record of each partition that no open transaction precedes. */
  Map<TopicPartition, Long> ends() {
    return Cluster.answering(kafka, () -> consumer.endOffsets(partitions));
  }

  /** Reads up to offsets, transaction markers included. */
  void readTo(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    long before = -1;
    long movedAt = System.nanoTime();
    while (!reached(ends)) {
      poll(sink);
      long now = positions();
      if (now != before) {
        before = now;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > STALL.toNanos()) {
        throw new RefusedException(
            "Kafka at "
                + kafka
                + ": nothing for "
                + STALL.toSeconds()
                + " s though there is more; check the broker");
      }
    }
  }

  /** Reads what comes within a tenth of a second. */
  void poll(Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Cluster.answering(kafka, () -> consumer.poll(POLL)).forEach(sink);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private long positions() {
    return Cluster.answering(kafka, () -> partitions.stream().mapToLong(consumer::position).sum());
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return Cluster.answering(
        kafka,
        () ->
            ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
  }

  /** What a reader of committed records is told, from beginnings and without a group. */
  static Map<String, Object> configuration(Connection kafka) {
    return kafka.settings(
        Map.of(
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            FETCH_BYTES,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            FETCH_WAIT_MILLIS,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Cluster.ANSWER_MILLIS,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Cluster.ANSWER_MILLIS));
  }
}
