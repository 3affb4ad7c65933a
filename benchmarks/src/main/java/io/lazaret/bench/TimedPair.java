package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Two runs of the same, one right after the other: ours and the peer's, or a new way and an old.
 */
record TimedPair(Seconds ours, Seconds theirs) {
  /**
   * What one run took.
   *
   * @param wall on the clock: what counts on a machine that does nothing else
   * @param cpu of all processors together: what still counts where others compute too
   */
  record Seconds(double wall, double cpu) {
    static Seconds of(Runnable run) {
      double cpu = ProcessUse.cpuSeconds();
      long start = System.nanoTime();
      run.run();
      return new Seconds((System.nanoTime() - start) / 1e9, ProcessUse.cpuSeconds() - cpu);
    }
  }

  /**
   * Writes the medians of the rates and of their ratios, then every pair.
   *
   * @param amount what one run does, in the rates' unit
   */
  static void report(
      ObjectNode json, List<TimedPair> pairs, int amount, ToDoubleFunction<Seconds> which) {
    report(json, "lazaret", "peer", pairs, amount, which);
  }

  /** As above, under other names. */
  static void report(
      ObjectNode json,
      String our,
      String their,
      List<TimedPair> pairs,
      int amount,
      ToDoubleFunction<Seconds> which) {
    double[] ours = rates(pairs, TimedPair::ours, amount, which);
    double[] theirs = rates(pairs, TimedPair::theirs, amount, which);
    double[] ratios =
        IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / theirs[i]).toArray();
    json.put(our, Medians.of(ours))
        .put(their, Medians.of(theirs))
        .put("ratio", Medians.hundredths(ratios));
    ArrayNode rows = json.putArray("pairs");
    for (int i = 0; i < ours.length; i++) {
      rows.addObject()
          .put(our, Math.round(10 * ours[i]) / 10.0)
          .put(their, Math.round(10 * theirs[i]) / 10.0)
          .put("ratio", Math.round(100 * ratios[i]) / 100.0);
    }
  }

  private static double[] rates(
      List<TimedPair> pairs,
      Function<TimedPair, Seconds> side,
      int amount,
      ToDoubleFunction<Seconds> which) {
    return pairs.stream()
        .mapToDouble(pair -> amount / which.applyAsDouble(side.apply(pair)))
        .toArray();
  }
}
