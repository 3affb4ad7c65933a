package io.lazaret.sim;

import java.util.BitSet;

/**
 * Which of a partition's latest offsets are records, one bit each; the others are transaction
 * markers or were taken back. 32 KiB, however far it has come.
 */
final class RecentOffsets {
  /** How many offsets are remembered. */
  static final int WINDOW = 1 << 18;

  private final BitSet records = new BitSet(WINDOW);
  private long end;

  /**
   * @param end the offset that is read next
   */
  RecentOffsets(long end) {
    this.end = end;
  }

  /** Notes a record; it lies at or behind the end, and moves it. */
  void add(long offset) {
    moveTo(offset + 1);
    records.set(bit(offset));
  }

  /** Moves the end forward, over offsets that are no records. */
  void moveTo(long offset) {
    if (offset - end >= WINDOW) {
      records.clear();
    } else {
      for (long passed = end; passed < offset; passed++) {
        records.clear(bit(passed));
      }
    }
    end = Math.max(end, offset);
  }

  /** The offset that is read next. */
  long end() {
    return end;
  }

  /** Whether an offset before the end is remembered as no record. */
  boolean isGap(long offset) {
    return end - offset <= WINDOW && !records.get(bit(offset));
  }

  private static int bit(long offset) {
    return (int) (offset & (WINDOW - 1));
  }
}
