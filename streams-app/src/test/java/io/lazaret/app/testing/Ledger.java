package io.lazaret.app.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.topology.Topics;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the output topics hold, as a read_committed consumer sees it from the beginning. */
public final class Ledger implements AutoCloseable {
  /** Five commit intervals of the apps. */
  private static final Duration QUIET = Duration.ofMillis(500);

  private final Topics topics;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<SourcePosition, List<ConsumerRecord<byte[], byte[]>>> routed = new HashMap<>();
  private final Map<SourcePosition, List<VerdictEvent>> verdicts = new HashMap<>();

  public Ledger(String bootstrapServers, Topics topics) {
    this.topics = topics;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.all().stream()
            .skip(1)
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads on until so many images have a verdict; how many do when the time is up. */
  public int readUntil(int images, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (verdicts.size() < images && System.nanoTime() < end) {
      consumer.poll(Duration.ofMillis(100)).forEach(this::note);
    }
    return verdicts.size();
  }

  /** Every image has exactly one route and one verdict, and they agree; its bytes are whole. */
  public void assertLaw(Map<SourcePosition, byte[]> fed, Duration limit) {
    readUntil(fed.size(), limit);
    // What must not be there gets its chance to show up.
    consumer.poll(QUIET).forEach(this::note);
    consumer.poll(QUIET).forEach(this::note);

    assertEquals(fed.keySet(), verdicts.keySet());
    assertEquals(fed.keySet(), routed.keySet());
    verdicts.forEach((position, all) -> assertEquals(1, all.size(), position + " verdicts"));
    routed.forEach((position, all) -> assertEquals(1, all.size(), position + " routes"));
    fed.forEach(
        (position, value) -> {
          ConsumerRecord<byte[], byte[]> out = routed.get(position).get(0);
          Verdict.Outcome outcome = verdicts.get(position).get(0).outcome();
          assertEquals(route(outcome), out.topic(), position::toString);
          assertEquals(outcome.code(), header(out, RouteHeaders.OUTCOME));
          assertTrue(Feed.same(value, out.value()), position + " has other bytes");
        });
  }

  /** How many images have each outcome, with the reason where there is one. */
  public Map<String, Long> counts() {
    return verdicts.values().stream()
        .map(all -> all.get(0))
        .map(event -> event.outcome().code() + event.reason().map(why -> " " + why).orElse(""))
        .collect(Collectors.groupingBy(code -> code, Collectors.counting()));
  }

  /** How many images each bundle judged. */
  public Map<String, Long> bundles() {
    return verdicts.values().stream()
        .flatMap(all -> all.get(0).bundle().stream())
        .collect(Collectors.groupingBy(bundle -> bundle, Collectors.counting()));
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void note(ConsumerRecord<byte[], byte[]> found) {
    if (found.topic().equals(topics.verdicts())) {
      VerdictEvent event = VerdictEvent.parse(found.value());
      verdicts.computeIfAbsent(event.source(), position -> new ArrayList<>()).add(event);
      return;
    }
    SourcePosition position =
        new SourcePosition(
            header(found, RouteHeaders.SOURCE_TOPIC),
            Integer.parseInt(header(found, RouteHeaders.SOURCE_PARTITION)),
            Long.parseLong(header(found, RouteHeaders.SOURCE_OFFSET)));
    routed.computeIfAbsent(position, absent -> new ArrayList<>()).add(found);
  }

  private String route(Verdict.Outcome outcome) {
    return switch (outcome) {
      case CLEAR -> topics.cleared();
      case SUSPECT, UNDECIDABLE -> topics.quarantined();
      case MALFORMED -> topics.rejected();
    };
  }

  private static String header(ConsumerRecord<byte[], byte[]> found, String name) {
    return new String(found.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
