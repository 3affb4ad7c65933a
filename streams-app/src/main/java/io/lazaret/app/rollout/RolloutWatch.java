package io.lazaret.app.rollout;

import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.RolloutEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic of rollouts: first all that stands there, then what comes. */
public final class RolloutWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutWatch.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Rollouts rollouts;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::watch, "rollouts");

  /**
   * @param client what any client needs to reach Kafka
   */
  public RolloutWatch(Map<String, Object> client, String topic, Rollouts rollouts) {
    this.rollouts = rollouts;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topic = topic;
    thread.setDaemon(true);
  }

  /**
   * Applies the newest rollout of each modality, as far as the topic goes now.
   *
   * @throws RefusedException when Kafka goes away meanwhile: what judges must not be guessed
   */
  public void catchUp() {
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readToTheEnd().forEach(this::apply);
    } catch (KafkaException e) {
      throw new RefusedException(
          "topic " + topic + ": the rollouts cannot be read: " + e.getMessage(), e);
    }
  }

  private Map<String, byte[]> readToTheEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    Map<String, byte[]> newest = new LinkedHashMap<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      newest.putAll(newest(consumer.poll(POLL)));
    }
    return newest;
  }

  /** Goes on in the background from where {@link #catchUp} ended. */
  public void start() {
    thread.start();
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        newest(consumer.poll(POLL)).forEach(this::apply);
      } catch (WakeupException | InterruptException e) {
        return; // closed
      } catch (KafkaException e) {
        LOG.warn("rollouts cannot be read, trying again: {}", e.getMessage());
      }
    }
  }

  private static Map<String, byte[]> newest(ConsumerRecords<byte[], byte[]> polled) {
    Map<String, byte[]> newest = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      if (record.key() != null) {
        newest.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
      }
    }
    return newest;
  }

  private void apply(String modality, byte[] value) {
    try {
      RolloutEvent event = value == null ? RolloutEvent.none(modality) : RolloutEvent.parse(value);
      if (!event.modality().equals(modality)) {
        throw new RefusedException("rollout: its key says another modality than itself");
      }
      rollouts.apply(event);
    } catch (RefusedException e) {
      rollouts.unreadable(modality, e);
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }
}
