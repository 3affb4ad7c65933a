package io.lazaret.demo.torture;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks for what must not have been let through. */
final class ClearedTopic {
  private ClearedTopic() {}

  /** How many records of the topic are no images that anybody could judge. */
  static long wronglyCleared(String bootstrap, String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long wrong = 0;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          wrong += mayBeCleared(record) ? 0 : 1;
        }
      }
      return wrong;
    }
  }

  private static boolean mayBeCleared(ConsumerRecord<byte[], byte[]> record) {
    Header kind = record.headers().lastHeader(HostileFeed.KIND);
    return kind != null
        && HostileFeed.Kind.valueOf(new String(kind.value(), StandardCharsets.UTF_8))
            .mayBeCleared();
  }
}
