package io.lazaret.lab.fit;

import io.lazaret.core.detect.GaussianDistance;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.Arrays;
import java.util.List;

/**
 * A detector for a hospital that has no attacks to train on: one Gaussian of clean images and their
 * harmless changes, each number in units of its own deviation.
 */
record OneClass(String name, Statistics statistics) implements DetectorTrainer {
  /** Images that the covariance is estimated from; bounds the time that fitting takes. */
  private static final int MOST_IMAGES = 4_000;

  @Override
  public boolean supervised() {
    return false;
  }

  @Override
  public GaussianDistance fit(FitSet examples, long seed) {
    examples.require(name, Kind.CLEAN);
    double[][] rows = examples.some(MOST_IMAGES, seed, Kind.CLEAN, Kind.HARMLESS);
    List<Double> deviations = Moments.of(rows).deviations();
    double[][] scaled =
        Arrays.stream(rows).map(row -> scale(row, deviations)).toArray(double[][]::new);
    return new GaussianDistance(
        deviations, ShrunkCovariance.gaussian(scaled, new int[scaled.length]));
  }

  private static double[] scale(double[] row, List<Double> deviations) {
    double[] scaled = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      scaled[i] = row[i] / deviations.get(i);
    }
    return scaled;
  }
}
