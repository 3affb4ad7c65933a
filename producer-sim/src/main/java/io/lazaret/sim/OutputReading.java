package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import io.lazaret.sim.AuditReport.Kind;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what a record of an output topic says; a record that says nothing of use is foreign. */
final class OutputReading {
  private static final byte[] NOTHING = {};

  private final Topics topics;
  private final LawBreaks breaks;

  OutputReading(Topics topics, LawBreaks breaks) {
    this.topics = topics;
    this.breaks = breaks;
  }

  /** What the record says of an input, or nothing when it is of none; that is told then. */
  Optional<Output> read(ConsumerRecord<byte[], byte[]> record) {
    boolean isVerdict = record.topic().equals(topics.verdicts());
    Optional<Output> output = isVerdict ? verdict(record) : route(record);
    if (output.isPresent() && !output.get().source().topic().equals(topics.incoming())) {
      // Without the name: it may be anything.
      breaks.found(foreign(output.get()), place(record) + ": names another topic");
      return Optional.empty();
    }
    return output;
  }

  /** What a record is that is of no input. */
  static Kind foreign(Output output) {
    return output.isRoute() ? Kind.FOREIGN_ROUTE : Kind.FOREIGN_VERDICT;
  }

  private Optional<Output> route(ConsumerRecord<byte[], byte[]> record) {
    Optional<SourcePosition> source = LawHeaders.source(record);
    if (source.isEmpty()) {
      breaks.found(Kind.FOREIGN_ROUTE, place(record) + ": does not say of which input it is");
    }
    return source.map(
        position -> {
          Route route = route(record.topic());
          return Output.ofRoute(
              place(record),
              position,
              route,
              LawHeaders.outcome(record),
              LawHeaders.fingerprint(route, record));
        });
  }

  private Optional<Output> verdict(ConsumerRecord<byte[], byte[]> record) {
    try {
      var verdict = VerdictEvent.parse(record.value() == null ? NOTHING : record.value());
      return Optional.of(Output.ofVerdict(place(record), verdict.source(), verdict.outcome()));
    } catch (RefusedException e) {
      // Without what the parser says: it may quote the record.
      breaks.found(Kind.FOREIGN_VERDICT, place(record) + ": is no verdict");
      return Optional.empty();
    }
  }

  private Route route(String topic) {
    for (Route route : Route.values()) {
      if (topics.of(route).equals(topic)) {
        return route;
      }
    }
    throw new IllegalArgumentException(topic + " is no topic of routes");
  }

  private static SourcePosition place(ConsumerRecord<byte[], byte[]> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset());
  }
}
