package io.lazaret.bench;

import io.lazaret.core.wire.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Notes when images and verdicts were appended, run after run. Verdicts are read as they come, the
 * images only when all verdicts are there, so that reading them takes nothing from what is
 * measured.
 */
final class PassageWatch implements AutoCloseable {
  /** The share of a run's verdicts that come before it has settled. */
  private static final double SETTLING = 0.1;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private record Judged(long appended, long visible) {}

  private final KafkaConsumer<byte[], byte[]> images;
  private final KafkaConsumer<byte[], byte[]> verdicts;

  private final Function<byte[], SourcePosition> source;

  /**
   * @param source finds in a verdict which image it is on
   */
  PassageWatch(
      String bootstrap,
      String incoming,
      String verdictTopic,
      Function<byte[], SourcePosition> source) {
    images = reader(bootstrap, incoming);
    verdicts = reader(bootstrap, verdictTopic);
    this.source = source;
  }

  private static KafkaConsumer<byte[], byte[]> reader(String bootstrap, String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
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
    return consumer;
  }

  /**
   * Waits until each of so many new images has its verdict.
   *
   * @param fed whether the run may settle
   * @throws IllegalStateException when a verdict does not come, or comes twice
   */
  StreamRun await(int count, BooleanSupplier fed) {
    Map<SourcePosition, Judged> judged = new HashMap<>();
    long settled = Long.MAX_VALUE;
    int before = 0;
    double cpuBefore = 0;
    long moved = System.nanoTime();
    while (judged.size() < count) {
      for (ConsumerRecord<byte[], byte[]> verdict : verdicts.poll(Duration.ofMillis(100))) {
        Judged now = new Judged(verdict.timestamp(), System.currentTimeMillis());
        if (judged.put(source.apply(verdict.value()), now) != null) {
          throw new IllegalStateException("two verdicts on one image");
        }
        moved = System.nanoTime();
      }
      boolean settles = judged.size() >= SETTLING * count && fed.getAsBoolean();
      if (before == 0 && settles) {
        before = judged.size();
        cpuBefore = ProcessUse.cpuSeconds();
        settled = judged.values().stream().mapToLong(Judged::appended).max().orElseThrow();
      }
      requireMoving(moved, judged.size(), count);
    }
    double cpu = 1e3 * (ProcessUse.cpuSeconds() - cpuBefore) / (count - before);
    return new StreamRun(passages(judged), settled, cpu);
  }

  private List<Passage> passages(Map<SourcePosition, Judged> judged) {
    List<Passage> passages = new ArrayList<>();
    long moved = System.nanoTime();
    while (passages.size() < judged.size()) {
      for (ConsumerRecord<byte[], byte[]> image : images.poll(Duration.ofMillis(100))) {
        Judged verdict =
            judged.get(new SourcePosition(image.topic(), image.partition(), image.offset()));
        if (verdict == null) {
          throw new IllegalStateException(
              "no verdict on the image at " + image.partition() + "@" + image.offset());
        }
        passages.add(new Passage(image.timestamp(), verdict.appended, verdict.visible));
        moved = System.nanoTime();
      }
      requireMoving(moved, passages.size(), judged.size());
    }
    return passages;
  }

  private static void requireMoving(long moved, int found, int count) {
    if (System.nanoTime() - moved > PATIENCE.toNanos()) {
      throw new IllegalStateException(
          found + " of " + count + ", and none for " + PATIENCE.toSeconds() + " s");
    }
  }

  @Override
  public void close() {
    images.close();
    verdicts.close();
  }
}
