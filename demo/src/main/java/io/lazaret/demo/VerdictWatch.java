package io.lazaret.demo;

import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed verdicts as they come. */
final class VerdictWatch implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<VerdictEvent> verdicts = new ArrayList<>();
  private final Map<Verdict.Outcome, Integer> counts = new EnumMap<>(Verdict.Outcome.class);
  private long lastSeen = System.nanoTime();
  private long firstSeen;
  private int seenAtFirst;

  VerdictWatch(String bootstrap, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads until there are as many verdicts as expected, or none came for a while.
   *
   * @param seen called about twice a second
   */
  void await(int expected, Duration patience, Consumer<VerdictWatch> seen) {
    long shown = 0;
    while (verdicts.size() < expected && System.nanoTime() - lastSeen < patience.toNanos()) {
      poll();
      if (System.nanoTime() - shown > 500_000_000L) {
        shown = System.nanoTime();
        seen.accept(this);
      }
    }
    seen.accept(this);
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
      VerdictEvent verdict = VerdictEvent.parse(record.value());
      verdicts.add(verdict);
      counts.merge(verdict.outcome(), 1, Integer::sum);
      lastSeen = System.nanoTime();
    }
    if (firstSeen == 0 && !verdicts.isEmpty()) {
      firstSeen = lastSeen;
      seenAtFirst = verdicts.size();
    }
  }

  int count(Verdict.Outcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  List<VerdictEvent> verdicts() {
    return verdicts;
  }

  /**
   * Verdicts a second between the first ones seen and the last: what comes before is the first
   * transaction of a new broker. Not a number when all came at once.
   */
  double perSecond() {
    return (verdicts.size() - seenAtFirst) / ((lastSeen - firstSeen) / 1e9);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
