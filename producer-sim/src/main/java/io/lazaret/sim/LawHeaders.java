package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.Fingerprint;
import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads what a route record says of itself. A header that is there twice says nothing. */
final class LawHeaders {
  private LawHeaders() {}

  /** The input record that the route is of. */
  static Optional<SourcePosition> source(ConsumerRecord<byte[], byte[]> record) {
    return text(record, RouteHeaders.SOURCE_TOPIC)
        .flatMap(
            topic ->
                number(record, RouteHeaders.SOURCE_PARTITION)
                    .filter(partition -> partition <= Integer.MAX_VALUE)
                    .flatMap(
                        partition ->
                            number(record, RouteHeaders.SOURCE_OFFSET)
                                .map(
                                    offset ->
                                        new SourcePosition(topic, partition.intValue(), offset))));
  }

  /** The outcome that the route tells. */
  static Optional<Verdict.Outcome> outcome(ConsumerRecord<byte[], byte[]> record) {
    return text(record, RouteHeaders.OUTCOME)
        .flatMap(
            code ->
                Arrays.stream(Verdict.Outcome.values())
                    .filter(outcome -> outcome.code().equals(code))
                    .findFirst());
  }

  /**
   * What the record is compared with its input by: its own key and value, or, where a record too
   * large for any topic was rejected, what the app says of the bytes that it withheld.
   */
  static int fingerprint(Route route, ConsumerRecord<byte[], byte[]> record) {
    boolean withheld = route == Route.REJECTED && record.value() == null;
    Optional<Integer> told =
        withheld
            ? text(record, RouteHeaders.WITHHELD)
                .filter(text -> text.matches("-?\\d{1,10}"))
                .map(Long::valueOf)
                .map(Long::intValue)
            : Optional.empty();
    return told.orElseGet(() -> Fingerprint.of(record.key(), record.value()));
  }

  private static Optional<Long> number(ConsumerRecord<byte[], byte[]> record, String name) {
    try {
      return text(record, name).map(Long::valueOf).filter(value -> value >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String name) {
    Iterator<Header> headers = record.headers().headers(name).iterator();
    if (!headers.hasNext()) {
      return Optional.empty();
    }
    byte[] value = headers.next().value();
    return value == null || headers.hasNext()
        ? Optional.empty()
        : Optional.of(new String(value, UTF_8));
  }
}
