package io.lazaret.bench;

import java.util.Arrays;

/** The middle of repeated measurements. */
final class Medians {
  private Medians() {}

  /** The median, of an even number the upper one, rounded to a tenth. */
  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Math.round(sorted[sorted.length / 2] * 10) / 10.0;
  }
}
