package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A hand-made service that keeps the law, in transactions of which the first is aborted: attacked
 * images (their ids begin with {@code a}) are suspect, malformed ones malformed, all others clear.
 * A subclass breaks the law by what it writes.
 */
class LawfulPipeline {
  private final String bootstrap;
  private final Topics topics;

  LawfulPipeline(String bootstrap, Topics topics) {
    this.bootstrap = bootstrap;
    this.topics = topics;
  }

  /** The two records of one input: its route and its verdict. */
  List<ProducerRecord<byte[], byte[]>> outputs(ConsumerRecord<byte[], byte[]> input) {
    VerdictEvent verdict = judge(input);
    return List.of(
        route(input, verdict, topics.of(Route.of(verdict.outcome()))), verdict(input, verdict));
  }

  final void run() {
    var inputs = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var reader = new TopicReader(Connection.to(bootstrap), List.of(topics.incoming()))) {
      reader.readTo(reader.ends(), inputs::add);
    }
    try (var aborting = transaction(inputs)) {
      aborting.abortTransaction();
    }
    try (var committing = transaction(inputs)) {
      committing.commitTransaction();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a commit fails when a send did
  private KafkaProducer<byte[], byte[]> transaction(List<ConsumerRecord<byte[], byte[]>> inputs) {
    var producer = new KafkaProducer<byte[], byte[]>(configuration());
    producer.initTransactions();
    producer.beginTransaction();
    inputs.forEach(input -> outputs(input).forEach(producer::send));
    producer.flush();
    return producer;
  }

  static VerdictEvent judge(ConsumerRecord<byte[], byte[]> input) {
    var position = new SourcePosition(input.topic(), input.partition(), input.offset());
    var reading =
        ImageHeaders.read(
            Optional.of(new String(input.key(), UTF_8)),
            position,
            name ->
                Optional.ofNullable(input.headers().lastHeader(name))
                    .map(header -> header.value())
                    .orElse(null));
    return VerdictEvent.of(
        reading.event(), position, verdict(reading.event().id()), VerdictEvent.Timings.NONE);
  }

  static ProducerRecord<byte[], byte[]> route(
      ConsumerRecord<byte[], byte[]> input, VerdictEvent verdict, String topic) {
    return route(input, verdict, topic, input.key(), input.value());
  }

  static ProducerRecord<byte[], byte[]> route(
      ConsumerRecord<byte[], byte[]> input,
      VerdictEvent verdict,
      String topic,
      byte[] key,
      byte[] value) {
    var record = new ProducerRecord<>(topic, key, value);
    input.headers().forEach(record.headers()::add);
    RouteHeaders.of(verdict)
        .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    return record;
  }

  final ProducerRecord<byte[], byte[]> verdict(
      ConsumerRecord<byte[], byte[]> input, VerdictEvent verdict) {
    return new ProducerRecord<>(topics.verdicts(), input.key(), verdict.toJson());
  }

  private static Verdict verdict(String id) {
    if (id.endsWith("~malformed")) {
      return new Verdict.Unreadable(new Malformed(Malformed.Kind.CORRUPT, "broken"));
    }
    return id.startsWith("a")
        ? new Verdict.Suspect(new Assessment("b1", Map.of("energy", 9.0), 0.001, 0.01))
        : new Verdict.Clear(new Assessment("b1", Map.of("energy", 1.0), 0.5, 0.01));
  }

  private Map<String, Object> configuration() {
    return Map.of(
        "bootstrap.servers",
        bootstrap,
        "key.serializer",
        ByteArraySerializer.class,
        "value.serializer",
        ByteArraySerializer.class,
        "transactional.id",
        UUID.randomUUID().toString());
  }
}
