package io.lazaret.bench;

import io.lazaret.app.topology.Topics;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Notes when images and verdicts were appended. Verdicts are read as they come, the images only
 * when all verdicts are there, so that reading them takes nothing from what is measured.
 */
final class PassageWatch implements AutoCloseable {
  private record Judged(long appended, long visible) {}

  private final Topics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private double settledCpuSeconds;
  private int settledImages;
  private double cpuSeconds;

  PassageWatch(String bootstrap, Topics topics) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Waits until every image has its verdict.
   *
   * @param patience how long nothing may come
   * @throws IllegalStateException when a verdict does not come, or comes twice
   */
  StreamRun await(int images, Duration patience) {
    Map<SourcePosition, Judged> verdicts = verdicts(images, patience);
    List<Passage> passages = new ArrayList<>(images);
    fromTheBeginning(topics.incoming());
    long moved = System.nanoTime();
    while (passages.size() < images) {
      for (ConsumerRecord<byte[], byte[]> image : consumer.poll(Duration.ofMillis(100))) {
        Judged judged =
            verdicts.get(new SourcePosition(image.topic(), image.partition(), image.offset()));
        if (judged == null) {
          throw new IllegalStateException(
              "no verdict on the image at " + image.partition() + "@" + image.offset());
        }
        passages.add(new Passage(image.timestamp(), judged.appended, judged.visible));
        moved = System.nanoTime();
      }
      requireMoving(moved, patience, passages.size(), images, "images");
    }
    return new StreamRun(
        passages, 1e3 * (cpuSeconds - settledCpuSeconds) / (images - settledImages));
  }

  private Map<SourcePosition, Judged> verdicts(int images, Duration patience) {
    Map<SourcePosition, Judged> verdicts = new HashMap<>();
    fromTheBeginning(topics.verdicts());
    long moved = System.nanoTime();
    while (verdicts.size() < images) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        Judged judged = new Judged(record.timestamp(), System.currentTimeMillis());
        if (verdicts.put(VerdictEvent.parse(record.value()).source(), judged) != null) {
          throw new IllegalStateException("two verdicts on one image");
        }
        moved = System.nanoTime();
      }
      if (settledImages == 0 && verdicts.size() >= StreamRun.SETTLED * images) {
        settledImages = verdicts.size();
        settledCpuSeconds = ProcessUse.cpuSeconds();
      }
      requireMoving(moved, patience, verdicts.size(), images, "verdicts");
    }
    cpuSeconds = ProcessUse.cpuSeconds();
    return verdicts;
  }

  private static void requireMoving(
      long moved, Duration patience, int found, int images, String what) {
    if (System.nanoTime() - moved > patience.toNanos()) {
      throw new IllegalStateException(
          found + " of " + images + " " + what + ", and none for " + patience.toSeconds() + " s");
    }
  }

  private void fromTheBeginning(String topic) {
    List<TopicPartition> partitions =
        Stream.ofNullable(consumer.partitionsFor(topic))
            .flatMap(List::stream)
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
