package io.lazaret.lab.fit;

import java.util.ArrayList;
import java.util.List;

/**
 * The mean and the standard deviation of each number of some rows.
 *
 * @param means what each is centred on
 * @param deviations what each is divided by; 1 for a number that never changes
 */
record Moments(List<Double> means, List<Double> deviations) {

  /** The moments of at least one row. */
  static Moments of(double[][] rows) {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int i = 0; i < rows[0].length; i++) {
      double first = rows[0][i];
      double mean = 0;
      boolean constant = true; // rounding would give such a number a deviation
      for (double[] row : rows) {
        mean += row[i] / rows.length;
        constant &= row[i] == first;
      }
      double variance = 0;
      for (double[] row : rows) {
        variance += (row[i] - mean) * (row[i] - mean) / rows.length;
      }
      means.add(constant ? first : mean);
      deviations.add(!constant && variance > 0 ? Math.sqrt(variance) : 1);
    }
    return new Moments(means, deviations);
  }
}
