package io.lazaret.sim;

import io.lazaret.core.wire.SourcePosition;
import io.lazaret.sim.AuditReport.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Counts what broke the law, and tells each case once. */
final class LawBreaks {
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Teller teller;

  /** Hears of each case. */
  @FunctionalInterface
  interface Teller {
    /**
     * Hears of one.
     *
     * @param what which record it is about, and where it stands
     */
    void tell(Kind kind, String what);
  }

  LawBreaks(Teller teller) {
    this.teller = teller;
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0L);
    }
  }

  void found(Kind kind, String what) {
    counts.merge(kind, 1L, Long::sum);
    teller.tell(kind, what);
  }

  /**
   * @param input the input record
   * @param place the output record that broke the law
   */
  void found(Kind kind, SourcePosition input, SourcePosition place) {
    found(kind, input + ": " + place);
  }

  /** How many of each kind; every kind is there. */
  Map<Kind, Long> counts() {
    return Map.copyOf(counts);
  }
}
