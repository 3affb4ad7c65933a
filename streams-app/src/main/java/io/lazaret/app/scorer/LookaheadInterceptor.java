package io.lazaret.app.scorer;

import io.lazaret.app.topology.IncomingImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees every poll before Kafka Streams hands its records out one by one, and begins all of them.
 * Belongs on the {@code main.consumer.} prefix; Kafka makes it from its class name, so the scorer
 * reaches it through the consumer's settings.
 */
public final class LookaheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  /** The consumer's setting that holds the {@link LookaheadScorer}. */
  public static final String SCORER = "lazaret.lookahead.scorer";

  /** The consumer's setting that holds the incoming topic's name. */
  public static final String TOPIC = "lazaret.lookahead.topic";

  private static final Logger LOG = LoggerFactory.getLogger(LookaheadInterceptor.class);

  private LookaheadScorer scorer;
  private String topic;

  @Override
  public void configure(Map<String, ?> settings) {
    if (!(settings.get(SCORER) instanceof LookaheadScorer given)
        || !(settings.get(TOPIC) instanceof String name)) {
      throw new IllegalArgumentException("the consumer needs " + SCORER + " and " + TOPIC);
    }
    scorer = given;
    topic = name;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
    try {
      for (ConsumerRecord<byte[], byte[]> record : inTurn(polled)) {
        scorer.prefetch(IncomingImage.of(record));
      }
    } catch (RuntimeException e) {
      // The consumer would hide it. Nothing is lost: the processor begins what was not begun.
      LOG.warn("images could not be begun ahead", e);
    }
    return polled;
  }

  /**
   * The records as Kafka Streams will ask for them: one of each partition in turn. Else the first
   * image of a partition would wait for all those of the partitions before.
   */
  private List<ConsumerRecord<byte[], byte[]>> inTurn(ConsumerRecords<byte[], byte[]> polled) {
    List<Iterator<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    for (TopicPartition partition : polled.partitions()) {
      if (partition.topic().equals(topic)) {
        partitions.add(polled.records(partition).iterator());
      }
    }
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
    while (!partitions.isEmpty()) {
      partitions.removeIf(each -> !each.hasNext());
      partitions.forEach(each -> records.add(each.next()));
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
