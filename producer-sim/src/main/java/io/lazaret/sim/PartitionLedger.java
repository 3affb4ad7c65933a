package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Verdict;
import java.util.Optional;

/**
 * What is known of the input records of one partition: 6 bytes for each offset from the beginning
 * to the end, transaction markers included.
 */
@SuppressWarnings("EnumOrdinal") // packed for the life of one audit, never stored
final class PartitionLedger {
  private static final int PRESENT = 1;
  private static final int ROUTED_TWICE = 1 << 1;
  private static final int JUDGED_TWICE = 1 << 2;
  private static final int ALTERED = 1 << 3;

  /** Two bits: 0, or a route's ordinal plus 1. */
  private static final int ROUTE_SHIFT = 4;

  /** Three bits: 0, or an outcome's ordinal plus 1. */
  private static final int HEADER_SHIFT = 6;

  /** Three bits: 0, or an outcome's ordinal plus 1. */
  private static final int VERDICT_SHIFT = 9;

  private final long beginning;
  private final int[] fingerprints;
  private final short[] states;

  /**
   * @throws RefusedException when the partition holds more offsets than an array can
   */
  PartitionLedger(String name, long beginning, long end) {
    long offsets = end - beginning;
    if (offsets > Integer.MAX_VALUE - 8) {
      throw new RefusedException(
          name + ": " + offsets + " offsets are more than one audit holds; spread the feed wider");
    }
    this.beginning = beginning;
    fingerprints = new int[(int) offsets];
    states = new short[(int) offsets];
  }

  long beginning() {
    return beginning;
  }

  long end() {
    return beginning + states.length;
  }

  void input(long offset, int fingerprint) {
    set(offset, PRESENT);
    fingerprints[index(offset)] = fingerprint;
  }

  /** Whether the offset is that of a record, not of a marker or of nothing. */
  boolean isPresent(long offset) {
    return is(offset, PRESENT);
  }

  /** Notes a route; true when it is the first of its input. */
  boolean route(long offset, Route route, Optional<Verdict.Outcome> header, int fingerprint) {
    if (fingerprint != fingerprints[index(offset)]) {
      set(offset, ALTERED);
    }
    if (route(offset).isPresent()) {
      set(offset, ROUTED_TWICE);
      return false;
    }
    set(offset, (route.ordinal() + 1) << ROUTE_SHIFT);
    header.ifPresent(outcome -> set(offset, (outcome.ordinal() + 1) << HEADER_SHIFT));
    return true;
  }

  /** Notes a verdict; true when it is the first of its input. */
  boolean verdict(long offset, Verdict.Outcome outcome) {
    if (verdict(offset).isPresent()) {
      set(offset, JUDGED_TWICE);
      return false;
    }
    set(offset, (outcome.ordinal() + 1) << VERDICT_SHIFT);
    return true;
  }

  Optional<Route> route(long offset) {
    int bits = (states[index(offset)] >> ROUTE_SHIFT) & 0b11;
    return bits == 0 ? Optional.empty() : Optional.of(Route.values()[bits - 1]);
  }

  /** The outcome that the first route's header told. */
  Optional<Verdict.Outcome> header(long offset) {
    return outcome(offset, HEADER_SHIFT);
  }

  Optional<Verdict.Outcome> verdict(long offset) {
    return outcome(offset, VERDICT_SHIFT);
  }

  boolean isRoutedTwice(long offset) {
    return is(offset, ROUTED_TWICE);
  }

  boolean isJudgedTwice(long offset) {
    return is(offset, JUDGED_TWICE);
  }

  /** Whether any route's key or value is not the input's. */
  boolean isAltered(long offset) {
    return is(offset, ALTERED);
  }

  private Optional<Verdict.Outcome> outcome(long offset, int shift) {
    int bits = (states[index(offset)] >> shift) & 0b111;
    return bits == 0 ? Optional.empty() : Optional.of(Verdict.Outcome.values()[bits - 1]);
  }

  private boolean is(long offset, int flag) {
    return (states[index(offset)] & flag) != 0;
  }

  private void set(long offset, int bits) {
    states[index(offset)] |= (short) bits;
  }

  private int index(long offset) {
    return Math.toIntExact(offset - beginning);
  }
}
