package io.lazaret.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * From where on the law is followed. Outputs are asked first and inputs after: an input that is
 * judged then has its outputs behind the place where they are read from.
 */
interface FollowStart {
  /** Where reading outputs begins. */
  Map<TopicPartition, Long> outputs(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout);

  /** The first input that is judged. */
  Map<TopicPartition, Long> inputs(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout);

  /** Inputs that come from now on. */
  static FollowStart now() {
    return new FollowStart() {
      @Override
      public Map<TopicPartition, Long> outputs(
          Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout) {
        return consumer.endOffsets(partitions, timeout);
      }

      @Override
      public Map<TopicPartition, Long> inputs(
          Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout) {
        return consumer.endOffsets(partitions, timeout);
      }
    };
  }

  /** All inputs that the topic still holds. */
  static FollowStart beginning() {
    return new FromOutputsBeginnings() {
      @Override
      public Map<TopicPartition, Long> inputs(
          Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout) {
        return consumer.beginningOffsets(partitions, timeout);
      }
    };
  }

  /**
   * Inputs that are no older by their own timestamps, which a feed may set. Outputs have the
   * timestamps of their inputs, so they are read from their beginnings.
   */
  static FollowStart since(Duration age) {
    return new FromOutputsBeginnings() {
      @Override
      public Map<TopicPartition, Long> inputs(
          Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout) {
        long millis = Math.max(0, Instant.now().minus(age).toEpochMilli());
        var offsets = new HashMap<>(consumer.endOffsets(partitions, timeout));
        consumer
            .offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(each -> each, each -> millis)),
                timeout)
            .forEach(
                (partition, found) -> {
                  if (found != null) {
                    offsets.put(partition, found.offset());
                  }
                });
        return offsets;
      }
    };
  }

  /** Reads all outputs that there are. */
  abstract class FromOutputsBeginnings implements FollowStart {
    @Override
    public Map<TopicPartition, Long> outputs(
        Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration timeout) {
      return consumer.beginningOffsets(partitions, timeout);
    }
  }
}
