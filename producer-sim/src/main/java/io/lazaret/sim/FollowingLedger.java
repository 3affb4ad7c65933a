package io.lazaret.sim;

import io.lazaret.core.Required;
import io.lazaret.core.wire.Fingerprint;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.sim.AuditReport.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The audit's book when it goes on for ever. An input is held from when it is read until it has
 * both its route and its verdict, and then forgotten: of an offset that was read and is not open
 * any more, every further record breaks the law, so nothing need be remembered to find it.
 *
 * <p>Memory: some 150 bytes for each open input, 300 for each output that came before its input was
 * read, both within {@link Bounds}; 32 KiB for each partition. One thread only. Times are those of
 * {@link System#nanoTime}.
 */
final class FollowingLedger {
  private final Topics topics;
  private final Bounds bounds;
  private final Duration grace;
  private final LawBreaks breaks;
  private final OutputReading reading;
  private final Map<Integer, FollowedPartition> partitions = new TreeMap<>();
  private final EarlyOutputs early = new EarlyOutputs();
  private long inputs;
  private long settled;
  private long lateRoutes;
  private long lateVerdicts;
  private long notJudged;
  private long givenUp;
  private long open;
  private long overdueRoutes;
  private long overdueVerdicts;

  /**
   * How much is held; each may be passed by one poll of the consumer.
   *
   * @param open inputs without a route or a verdict; twice as many for partitions that must be read
   *     on to free outputs
   * @param early outputs whose input has not been read yet
   */
  record Bounds(long open, long early) {}

  /**
   * What was counted so far.
   *
   * @param inputs inputs that were read and are judged
   * @param settled of these, those with a route and a verdict
   * @param findings what broke the law; every kind is there
   * @param lateRoutes routes that came after they had been called missing
   * @param lateVerdicts likewise
   * @param notJudged routes and verdicts of inputs before the start
   * @param givenUp inputs that can not be judged any more, because outputs were lost unread
   * @param open inputs without a route or a verdict
   * @param overdueRoutes of these, those without a route for longer than the grace
   * @param overdueVerdicts likewise
   * @param early outputs whose input has not been read yet
   */
  record Counts(
      long inputs,
      long settled,
      Map<Kind, Long> findings,
      long lateRoutes,
      long lateVerdicts,
      long notJudged,
      long givenUp,
      long open,
      long overdueRoutes,
      long overdueVerdicts,
      long early) {}

  /**
   * @param grace how long an input may be open, from when it was read
   */
  FollowingLedger(Topics topics, Bounds bounds, Duration grace, LawBreaks breaks) {
    this.topics = topics;
    this.bounds = bounds;
    this.grace = grace;
    this.breaks = breaks;
    reading = new OutputReading(topics, breaks);
  }

  /** Judges the inputs of a partition from an offset on. */
  void follow(int partition, long start) {
    partitions.put(partition, new FollowedPartition(start));
    early.takeBefore(partition, start, this::strike);
  }

  /** Enters an input record. */
  void input(ConsumerRecord<byte[], byte[]> record, long now) {
    FollowedPartition partition = Required.of(partitions, record.partition());
    moveTo(record.partition(), record.offset());
    if (record.offset() < partition.start()) {
      // It stood there when outputs were lost; its own may be among them.
      givenUp++;
      return;
    }
    partition.input(
        record.offset(), new OpenInput(Fingerprint.of(record.key(), record.value()), now));
    inputs++;
    open++;
    early.takeBefore(record.partition(), record.offset() + 1, this::strike);
  }

  /** All offsets of a partition before this one were read; those that gave no record are none's. */
  void moveTo(int partition, long offset) {
    Required.of(partitions, partition).moveTo(offset);
    early.takeBefore(partition, offset, this::strike);
  }

  /** Strikes off a record of any of the output topics, or holds it until its input is read. */
  void output(ConsumerRecord<byte[], byte[]> record, long now) {
    reading
        .read(record)
        .ifPresent(
            output -> {
              if (isEarly(output.source())) {
                early.add(output, now);
              } else {
                strike(output);
              }
            });
  }

  /**
   * Looks what is overdue.
   *
   * @param outputsRead a time when all outputs that stood then had been read
   * @param inputsRead likewise of inputs, and of partitions that are new
   */
  void expire(long outputsRead, long inputsRead) {
    partitions.forEach(
        (number, partition) ->
            partition.expire(
                outputsRead - grace.toNanos(),
                (offset, input) ->
                    overdue(new SourcePosition(topics.incoming(), number, offset), input)));
    early.takeOlder(inputsRead - grace.toNanos(), source -> true, this::foreign);
  }

  /**
   * Looks which early outputs name inputs that are not there. Inputs need not have been read for
   * that, which may themselves wait for room among the early outputs.
   *
   * @param ends where each partition of inputs ended; what is not among them does not exist
   * @param asked when that was
   */
  void expireBehind(Map<Integer, Long> ends, long asked) {
    early.takeOlder(
        asked - grace.toNanos(),
        source -> source.offset() >= ends.getOrDefault(source.partition(), 0L),
        this::foreign);
  }

  /** Whether another input of this partition may be read; else outputs must settle some first. */
  boolean mayRead(int partition) {
    return open < bounds.open()
        || (!mayReadOutputs() && early.isOf(partition) && open < 2 * bounds.open());
  }

  /** Whether another output may be read; else inputs must be read first. */
  boolean mayReadOutputs() {
    return early.size() < bounds.early();
  }

  /** Inputs of a partition were lost unread, or it was made anew: judges from an offset on. */
  void skipInputs(int partition, long offset) {
    FollowedPartition skipping = Required.of(partitions, partition);
    if (offset < skipping.end()) {
      giveUp(skipping);
    }
    skipping.skipTo(offset);
    early.takeBefore(partition, offset, this::strike);
  }

  /**
   * Outputs were lost unread: nobody can say of an input that was there whether it has its own.
   * What other outputs say of inputs does not count here: it may be a forger's.
   *
   * @param ends where each partition of inputs ended after the loss
   */
  void giveUp(Map<Integer, Long> ends) {
    partitions.forEach(
        (number, partition) -> {
          giveUp(partition);
          partition.giveUp(Math.max(partition.end(), ends.getOrDefault(number, 0L)));
          early.takeBefore(number, partition.start(), this::strike);
        });
  }

  /** When the oldest open input was read; nothing when none is open. */
  OptionalLong oldestNanos(long now) {
    return partitions.values().stream()
        .map(FollowedPartition::oldestNanos)
        .flatMapToLong(OptionalLong::stream)
        .map(nanos -> nanos - now)
        .min()
        .stream()
        .map(age -> age + now)
        .findAny();
  }

  Counts counts() {
    return new Counts(
        inputs,
        settled,
        breaks.counts(),
        lateRoutes,
        lateVerdicts,
        notJudged,
        givenUp,
        open,
        overdueRoutes,
        overdueVerdicts,
        early.size());
  }

  private boolean isEarly(SourcePosition source) {
    FollowedPartition partition = partitions.get(source.partition());
    return partition == null
        || (source.offset() >= partition.end() && source.offset() >= partition.start());
  }

  private void strike(Output output) {
    FollowedPartition partition = Required.of(partitions, output.source().partition());
    long offset = output.source().offset();
    OpenInput input = partition.find(offset);
    if (input != null) {
      strike(output, partition, input);
    } else if (offset < partition.start()) {
      notJudged++;
    } else if (partition.isGap(offset)) {
      foreign(output);
    } else {
      breaks.found(
          output.isRoute() ? Kind.DUPLICATE_ROUTE : Kind.DUPLICATE_VERDICT,
          output.source(),
          output.place());
    }
  }

  private void strike(Output output, FollowedPartition partition, OpenInput input) {
    long offset = output.source().offset();
    boolean overdue = partition.isOverdue(offset);
    boolean lacked = output.isRoute() ? !input.isRouted() : !input.isJudged();
    input.strike(output, breaks);
    if (overdue && lacked) {
      late(output.isRoute());
    }
    if (input.isSettled()) {
      partition.settle(offset);
      settled++;
      open--;
    }
  }

  private void late(boolean route) {
    if (route) {
      lateRoutes++;
      overdueRoutes--;
    } else {
      lateVerdicts++;
      overdueVerdicts--;
    }
  }

  private void overdue(SourcePosition position, OpenInput input) {
    if (!input.isRouted()) {
      overdueRoutes++;
      breaks.found(Kind.MISSING_ROUTE, position.toString());
    }
    if (!input.isJudged()) {
      overdueVerdicts++;
      breaks.found(Kind.MISSING_VERDICT, position.toString());
    }
  }

  private void foreign(Output output) {
    breaks.found(
        OutputReading.foreign(output), output.place() + ": no input record at " + output.source());
  }

  private void giveUp(FollowedPartition partition) {
    for (OpenInput input : partition.overdue()) {
      overdueRoutes -= input.isRouted() ? 0 : 1;
      overdueVerdicts -= input.isJudged() ? 0 : 1;
    }
    open -= partition.open();
    givenUp += partition.open();
  }
}
