package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.Fingerprint;
import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import io.lazaret.sim.AuditReport.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The audit's book: first every input record is entered, then every route and verdict is struck off
 * against it. A few bytes for each input record, whatever its size.
 */
final class Ledger {
  private final Topics topics;
  private final Map<Integer, PartitionLedger> partitions = new TreeMap<>();
  private final Map<Route, Long> routes = new EnumMap<>(Route.class);
  private final Findings foreign = new Findings();
  private long inputs;
  private long routed;
  private long judged;
  private long verdicts;
  private long expired;
  private long later;

  Ledger(Topics topics, Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends) {
    this.topics = topics;
    beginnings.forEach(
        (partition, beginning) ->
            partitions.put(
                partition.partition(),
                new PartitionLedger(
                    partition.toString(), beginning, Required.of(ends, partition))));
    for (Route route : Route.values()) {
      routes.put(route, 0L);
    }
  }

  /** Enters an input record; one behind the end at the start is passed over. */
  void input(ConsumerRecord<byte[], byte[]> record) {
    PartitionLedger partition = Required.of(partitions, record.partition());
    if (record.offset() < partition.end()) {
      partition.input(record.offset(), Fingerprint.of(record.key(), record.value()));
      inputs++;
    }
  }

  /** Strikes off a record of any of the output topics. */
  void output(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.verdicts())) {
      verdict(record);
      return;
    }
    for (Route route : Route.values()) {
      if (record.topic().equals(topics.of(route))) {
        route(route, record);
      }
    }
  }

  /** Whether every input has a route and a verdict. */
  boolean isComplete() {
    return routed == inputs && judged == inputs;
  }

  /** What was found. */
  AuditReport report() {
    var findings = new Findings();
    partitions.forEach(
        (number, partition) -> {
          for (long offset = partition.beginning(); offset < partition.end(); offset++) {
            if (partition.isPresent(offset)) {
              judge(findings, partition, new SourcePosition(topics.incoming(), number, offset));
            }
          }
        });
    var all = new ArrayList<>(findings.list());
    all.addAll(foreign.list());
    return new AuditReport(
        inputs,
        Required.of(routes, Route.CLEARED),
        Required.of(routes, Route.QUARANTINED),
        Required.of(routes, Route.REJECTED),
        verdicts,
        expired,
        later,
        all);
  }

  private void route(Route route, ConsumerRecord<byte[], byte[]> record) {
    Optional<SourcePosition> source = LawHeaders.source(record);
    if (source.isEmpty()) {
      foreign.add(
          Kind.FOREIGN_ROUTE,
          place(record)
              + ": not one readable "
              + RouteHeaders.SOURCE_TOPIC
              + ", -partition, -offset");
      return;
    }
    entered(source.get(), record, Kind.FOREIGN_ROUTE)
        .ifPresent(
            partition -> {
              routes.merge(route, 1L, Long::sum);
              if (partition.route(
                  source.get().offset(),
                  route,
                  LawHeaders.outcome(record),
                  LawHeaders.fingerprint(route, record))) {
                routed++;
              }
            });
  }

  private void verdict(ConsumerRecord<byte[], byte[]> record) {
    VerdictEvent verdict;
    try {
      verdict = VerdictEvent.parse(record.value() == null ? new byte[0] : record.value());
    } catch (RefusedException e) {
      foreign.add(Kind.FOREIGN_VERDICT, place(record) + ": " + e.getMessage());
      return;
    }
    entered(verdict.source(), record, Kind.FOREIGN_VERDICT)
        .ifPresent(
            partition -> {
              verdicts++;
              if (partition.verdict(verdict.source().offset(), verdict.outcome())) {
                judged++;
              }
            });
  }

  /** The partition that entered this source; nothing when it is not to be judged, or foreign. */
  private Optional<PartitionLedger> entered(
      SourcePosition source, ConsumerRecord<byte[], byte[]> record, Kind kind) {
    PartitionLedger partition =
        source.topic().equals(topics.incoming()) ? partitions.get(source.partition()) : null;
    if (partition != null && source.offset() < partition.beginning()) {
      expired++;
      return Optional.empty();
    }
    if (partition != null && source.offset() >= partition.end()) {
      later++;
      return Optional.empty();
    }
    if (partition == null || !partition.isPresent(source.offset())) {
      foreign.add(kind, place(record) + ": no input record at " + source);
      return Optional.empty();
    }
    return Optional.of(partition);
  }

  private void judge(Findings findings, PartitionLedger partition, SourcePosition position) {
    long offset = position.offset();
    Optional<Route> route = partition.route(offset);
    Optional<Verdict.Outcome> verdict = partition.verdict(offset);
    if (route.isEmpty()) {
      findings.add(Kind.MISSING_ROUTE, position.toString());
    }
    if (verdict.isEmpty()) {
      findings.add(Kind.MISSING_VERDICT, position.toString());
    }
    if (partition.isRoutedTwice(offset)) {
      findings.add(Kind.DUPLICATE_ROUTE, position.toString());
    }
    if (partition.isJudgedTwice(offset)) {
      findings.add(Kind.DUPLICATE_VERDICT, position.toString());
    }
    if (partition.isAltered(offset)) {
      findings.add(Kind.ALTERED, position.toString());
    }
    if (route.isPresent() && !agree(route.get(), partition.header(offset), verdict)) {
      findings.add(
          Kind.DISAGREEING,
          position
              + ": on "
              + topics.of(route.get())
              + ", header "
              + partition.header(offset).map(Verdict.Outcome::code).orElse("missing")
              + ", verdict "
              + verdict.map(Verdict.Outcome::code).orElse("missing"));
    }
  }

  /** A verdict that is missing is a finding of its own and disagrees with nothing. */
  private static boolean agree(
      Route route, Optional<Verdict.Outcome> header, Optional<Verdict.Outcome> verdict) {
    return header.isPresent()
        && Route.of(header.get()) == route
        && (verdict.isEmpty() || verdict.equals(header));
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset()).toString();
  }
}
