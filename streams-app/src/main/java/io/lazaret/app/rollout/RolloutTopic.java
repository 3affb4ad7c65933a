package io.lazaret.app.rollout;

import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.RolloutEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of rollouts as the person sees it who rolls out. */
public final class RolloutTopic {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String TIMEOUT_MILLIS = "15000";

  private final Map<String, Object> client;
  private final String topic;

  /**
   * @param client what any client needs to reach Kafka
   */
  public RolloutTopic(Map<String, Object> client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /**
   * What is rolled out now, by modality.
   *
   * @throws RefusedException when Kafka does not answer or a record is no rollout
   */
  public Map<String, RolloutEvent> read() {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("default.api.timeout.ms", TIMEOUT_MILLIS);
    settings.put("isolation.level", "read_committed");
    Map<String, RolloutEvent> events = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          note(events, record);
        }
      }
      return events;
    } catch (KafkaException e) {
      throw refusal(e);
    }
  }

  /**
   * Rolls out, or takes a rollout back where the event names no bundle; waits for the broker.
   *
   * @throws RefusedException when Kafka does not take it
   */
  public void write(RolloutEvent event) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("acks", "all");
    settings.put("max.block.ms", TIMEOUT_MILLIS);
    boolean none = event.serving().isEmpty() && event.shadow().isEmpty();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] key = event.modality().getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, key, none ? null : event.toJson())).get();
    } catch (ExecutionException | KafkaException e) {
      throw refusal(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted; the rollout may be there: list it", e);
    }
  }

  private static void note(
      Map<String, RolloutEvent> events, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String modality = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      events.remove(modality);
    } else {
      events.put(modality, RolloutEvent.parse(record.value()));
    }
  }

  private RefusedException refusal(Exception e) {
    return new RefusedException(
        "topic "
            + topic
            + " at "
            + client.get("bootstrap.servers")
            + ": "
            + e.getMessage()
            + "; is Kafka there, and was the topic made with './lazaret topics create'?",
        e);
  }
}
