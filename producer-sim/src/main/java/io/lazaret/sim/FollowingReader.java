package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all five topics side by side, committed records only, and goes on where it was when the
 * broker comes back. Never jumps by itself: what is out of range is told.
 */
final class FollowingReader implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Topics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> followed = new HashSet<>();
  private Map<TopicPartition, Long> ends = Map.of();

  FollowingReader(Connection kafka, FollowPlan plan) {
    topics = plan.topics();
    Map<String, Object> configuration = new HashMap<>(TopicReader.configuration(kafka));
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    configuration.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, plan.refresh().toMillis());
    consumer = Cluster.answering(kafka, () -> new KafkaConsumer<>(configuration));
  }

  /**
   * Goes to where the law is followed from.
   *
   * @return the first input that is judged, by partition
   */
  Map<Integer, Long> begin(FollowStart start) {
    List<TopicPartition> outputs = partitions(topics.outputs());
    List<TopicPartition> inputs = partitions(List.of(topics.incoming()));
    take(outputs, inputs);
    var offsets = new HashMap<>(start.outputs(consumer, outputs, ANSWER));
    Map<TopicPartition, Long> first = start.inputs(consumer, inputs, ANSWER);
    offsets.putAll(first);
    offsets.forEach(consumer::seek);
    followed.addAll(offsets.keySet());
    return byNumber(first);
  }

  /**
   * Takes in partitions that are new, from their beginnings.
   *
   * @return the first input of the new partitions of the incoming topic
   */
  Map<Integer, Long> refresh() {
    Set<TopicPartition> fresh = new HashSet<>(partitions(topics.all()));
    fresh.removeAll(followed);
    if (fresh.isEmpty()) {
      return Map.of();
    }
    take(followed, fresh);
    Map<TopicPartition, Long> beginnings = new HashMap<>(consumer.beginningOffsets(fresh, ANSWER));
    beginnings.forEach(consumer::seek);
    followed.addAll(fresh);
    beginnings.keySet().removeIf(partition -> !isInput(partition));
    return byNumber(beginnings);
  }

  /** Asks where the topics end, behind the last record that no open transaction precedes. */
  void look() {
    ends = consumer.endOffsets(consumer.assignment(), ANSWER);
  }

  /**
   * Reads what comes within a tenth of a second.
   *
   * @throws OffsetOutOfRangeException when what comes next is gone
   */
  ConsumerRecords<byte[], byte[]> poll() {
    return consumer.poll(POLL);
  }

  /** Reads on only in these partitions. */
  void admit(Predicate<TopicPartition> mayRead) {
    var admitted = new ArrayList<TopicPartition>();
    var held = new ArrayList<TopicPartition>();
    consumer.assignment().forEach(each -> (mayRead.test(each) ? admitted : held).add(each));
    consumer.resume(admitted);
    consumer.pause(held);
  }

  /** The offset of each partition that is read next. */
  Map<TopicPartition, Long> positions() {
    var positions = new HashMap<TopicPartition, Long>();
    consumer.assignment().forEach(each -> positions.put(each, consumer.position(each, ANSWER)));
    return positions;
  }

  /** The first offset of a partition that is there. */
  long beginning(TopicPartition partition) {
    return Required.of(consumer.beginningOffsets(List.of(partition), ANSWER), partition);
  }

  /** Goes on at another offset of a partition. */
  void goTo(TopicPartition partition, long offset) {
    consumer.seek(partition, offset);
  }

  /** Where the partitions of inputs ended at the last look. */
  Map<Integer, Long> inputEnds() {
    Map<TopicPartition, Long> inputs = new HashMap<>(ends);
    inputs.keySet().removeIf(partition -> !isInput(partition));
    return byNumber(inputs);
  }

  /** Whether all that stood at the last look was read, of inputs or of outputs. */
  boolean hasRead(Map<TopicPartition, Long> positions, boolean inputs) {
    return positions.entrySet().stream()
        .filter(position -> isInput(position.getKey()) == inputs)
        .allMatch(
            position ->
                position.getValue() >= ends.getOrDefault(position.getKey(), Long.MAX_VALUE));
  }

  /** How many offsets of each topic were not read at the last look. */
  Map<String, Long> lag(Map<TopicPartition, Long> positions) {
    var lag = new TreeMap<String, Long>();
    positions.forEach(
        (partition, position) ->
            lag.merge(
                partition.topic(),
                Math.max(0, ends.getOrDefault(partition, position) - position),
                Long::sum));
    return lag;
  }

  boolean isInput(TopicPartition partition) {
    return partition.topic().equals(topics.incoming());
  }

  /** Makes whatever is being asked of Kafka end; for another thread. */
  void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** The consumer wants to own a partition before it is asked about it. */
  private void take(Collection<TopicPartition> some, Collection<TopicPartition> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    consumer.assign(all);
  }

  private List<TopicPartition> partitions(Collection<String> names) {
    var partitions = new ArrayList<TopicPartition>();
    for (String topic : names) {
      var found = consumer.partitionsFor(topic, ANSWER);
      if (found == null || found.isEmpty()) {
        throw new RefusedException("no topic " + topic);
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
    var numbers = new TreeMap<Integer, Long>();
    offsets.forEach((partition, offset) -> numbers.put(partition.partition(), offset));
    return numbers;
  }
}
