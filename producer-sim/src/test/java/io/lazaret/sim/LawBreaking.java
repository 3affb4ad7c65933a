package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import io.lazaret.sim.AuditReport.Kind;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Ways to break the law on a clear image, and what the audit is to call it. */
enum LawBreaking {
  DROPS_THE_IMAGE(Kind.MISSING_ROUTE),
  DROPS_THE_VERDICT(Kind.MISSING_VERDICT),
  ROUTES_TWICE(Kind.DUPLICATE_ROUTE),
  JUDGES_TWICE(Kind.DUPLICATE_VERDICT),
  ROUTES_TO_QUARANTINE_TOO(Kind.DUPLICATE_ROUTE),
  MISROUTES(Kind.DISAGREEING),
  LIES_IN_THE_HEADER(Kind.DISAGREEING),
  ALTERS_THE_VALUE(Kind.ALTERED),
  ALTERS_THE_KEY(Kind.ALTERED),
  FORGES_A_ROUTE(Kind.FOREIGN_ROUTE),
  FORGES_A_VERDICT(Kind.FOREIGN_VERDICT),
  HIDES_THE_SOURCE(Kind.FOREIGN_ROUTE);

  private final Kind kind;

  LawBreaking(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Whether the audit can name only the forged record's place, not the input's. */
  boolean isForgery() {
    return kind == Kind.FOREIGN_ROUTE || kind == Kind.FOREIGN_VERDICT;
  }

  /** A pipeline that breaks the law on some images, by their ids. */
  static LawfulPipeline pipeline(
      String bootstrap, Topics topics, Map<String, LawBreaking> breaches) {
    return new LawfulPipeline(bootstrap, topics) {
      @Override
      List<ProducerRecord<byte[], byte[]>> outputs(ConsumerRecord<byte[], byte[]> input) {
        var lawful = super.outputs(input);
        LawBreaking breach = breaches.get(new String(input.key(), UTF_8));
        return breach == null ? lawful : breach.broken(topics, input, lawful.get(0), lawful.get(1));
      }
    };
  }

  private List<ProducerRecord<byte[], byte[]>> broken(
      Topics topics,
      ConsumerRecord<byte[], byte[]> input,
      ProducerRecord<byte[], byte[]> route,
      ProducerRecord<byte[], byte[]> verdict) {
    VerdictEvent event = LawfulPipeline.judge(input);
    return switch (this) {
      case DROPS_THE_IMAGE -> List.of(verdict);
      case DROPS_THE_VERDICT -> List.of(route);
      case ROUTES_TWICE -> List.of(route, route, verdict);
      case JUDGES_TWICE -> List.of(route, verdict, verdict);
      case ROUTES_TO_QUARANTINE_TOO ->
          List.of(route, LawfulPipeline.route(input, event, topics.quarantined()), verdict);
      case MISROUTES -> List.of(LawfulPipeline.route(input, event, topics.quarantined()), verdict);
      case LIES_IN_THE_HEADER -> List.of(withOutcome(route, "suspect"), verdict);
      case ALTERS_THE_VALUE ->
          List.of(altered(topics, input, event, input.key(), changed(input.value())), verdict);
      case ALTERS_THE_KEY ->
          List.of(altered(topics, input, event, changed(input.key()), input.value()), verdict);
      case FORGES_A_ROUTE ->
          List.of(route, LawfulPipeline.route(input, moved(event), topics.cleared()), verdict);
      case FORGES_A_VERDICT ->
          List.of(
              route,
              verdict,
              new ProducerRecord<>(topics.verdicts(), input.key(), moved(event).toJson()));
      case HIDES_THE_SOURCE -> List.of(route, withoutSource(route), verdict);
    };
  }

  private static ProducerRecord<byte[], byte[]> altered(
      Topics topics,
      ConsumerRecord<byte[], byte[]> input,
      VerdictEvent event,
      byte[] key,
      byte[] value) {
    return LawfulPipeline.route(input, event, topics.cleared(), key, value);
  }

  private static byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[changed.length - 1] ^= 1;
    return changed;
  }

  /** The same verdict, said of a partition that the input topic does not have. */
  private static VerdictEvent moved(VerdictEvent event) {
    return new VerdictEvent(
        event.imageId(),
        event.feed(),
        event.modality(),
        event.outcome(),
        event.reason(),
        event.detail(),
        event.scores(),
        event.pValue(),
        event.askedRate(),
        event.bundle(),
        new SourcePosition(event.source().topic(), 99, 0),
        event.timings());
  }

  private static ProducerRecord<byte[], byte[]> withOutcome(
      ProducerRecord<byte[], byte[]> route, String outcome) {
    var record =
        new ProducerRecord<>(route.topic(), null, route.key(), route.value(), route.headers());
    record
        .headers()
        .remove(RouteHeaders.OUTCOME)
        .add(RouteHeaders.OUTCOME, outcome.getBytes(UTF_8));
    return record;
  }

  private static ProducerRecord<byte[], byte[]> withoutSource(
      ProducerRecord<byte[], byte[]> route) {
    var record =
        new ProducerRecord<>(route.topic(), null, route.key(), route.value(), route.headers());
    record.headers().remove(RouteHeaders.SOURCE_TOPIC);
    return record;
  }
}
