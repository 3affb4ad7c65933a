package io.lazaret.bench;

import java.util.Arrays;
import java.util.List;

/** The middle of repeated measurements; of an even number, the upper one of the middle two. */
final class Medians {
  private Medians() {}

  /** The median, rounded to a tenth. */
  static double of(double[] values) {
    return Math.round(median(values) * 10) / 10.0;
  }

  /** The median, rounded to a hundredth. */
  static double hundredths(double[] values) {
    return Math.round(median(values) * 100) / 100.0;
  }

  /** The median, rounded to a tenth. */
  static double of(List<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
