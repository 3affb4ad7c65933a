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
      double mean = 0;
      for (double[] row : rows) {
        mean += row[i] / rows.length;
      }
      double variance = 0;
      for (double[] row : rows) {
        variance += (row[i] - mean) * (row[i] - mean) / rows.length;
      }
      means.add(mean);
      deviations.add(variance > 0 ? Math.sqrt(variance) : 1);
    }
    return new Moments(means, deviations);
  }
}
