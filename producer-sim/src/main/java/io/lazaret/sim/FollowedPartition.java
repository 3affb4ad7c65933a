package io.lazaret.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The inputs of one partition that are open, and how far it was read. */
final class FollowedPartition {
  private final Map<Long, OpenInput> waiting = new LinkedHashMap<>();
  private final Map<Long, OpenInput> overdue = new LinkedHashMap<>();
  private RecentOffsets offsets;
  private long start;

  /**
   * @param start the first offset that is judged
   */
  FollowedPartition(long start) {
    this.start = start;
    offsets = new RecentOffsets(start);
  }

  /** The first offset that is judged. */
  long start() {
    return start;
  }

  /** The offset that is read next. */
  long end() {
    return offsets.end();
  }

  int open() {
    return waiting.size() + overdue.size();
  }

  Iterable<OpenInput> overdue() {
    return overdue.values();
  }

  void input(long offset, OpenInput input) {
    offsets.add(offset);
    waiting.put(offset, input);
  }

  /** Passes over offsets that are no records. */
  void moveTo(long offset) {
    offsets.moveTo(offset);
  }

  /** Whether an offset before the end is known to be no record's. */
  boolean isGap(long offset) {
    return offsets.isGap(offset);
  }

  /** The open input at an offset, or null. */
  @Nullable OpenInput find(long offset) {
    OpenInput input = waiting.get(offset);
    return input == null ? overdue.get(offset) : input;
  }

  boolean isOverdue(long offset) {
    return overdue.containsKey(offset);
  }

  /** Forgets an input. */
  void settle(long offset) {
    if (waiting.remove(offset) == null) {
      overdue.remove(offset);
    }
  }

  /** Moves inputs that were read at a time or before it to those that are overdue. */
  void expire(long nanos, BiConsumer<Long, OpenInput> sink) {
    var inputs = waiting.entrySet().iterator();
    while (inputs.hasNext()) {
      var oldest = inputs.next();
      if (oldest.getValue().readNanos() - nanos > 0) {
        return;
      }
      inputs.remove();
      overdue.put(oldest.getKey(), oldest.getValue());
      sink.accept(oldest.getKey(), oldest.getValue());
    }
  }

  /** When the oldest open input was read. */
  OptionalLong oldestNanos() {
    for (var inputs : List.of(overdue, waiting)) {
      if (!inputs.isEmpty()) {
        return OptionalLong.of(inputs.values().iterator().next().readNanos());
      }
    }
    return OptionalLong.empty();
  }

  /** Goes on at another offset: what lies between was never read and is not judged. */
  void skipTo(long offset) {
    if (offset < end()) {
      waiting.clear();
      overdue.clear();
    }
    offsets = new RecentOffsets(offset);
    start = offset;
  }

  /** Gives up what is open and judges from an offset on. */
  void giveUp(long from) {
    waiting.clear();
    overdue.clear();
    start = from;
  }
}
