package io.lazaret.app.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own timestamp, or that of its predecessor where a producer gave none. Kafka Streams'
 * extractors either stop at such a record or drop it; an image must do neither.
 */
public final class ArrivalTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> polled, long partitionTime) {
    return polled.timestamp() >= 0 ? polled.timestamp() : Math.max(0, partitionTime);
  }
}
