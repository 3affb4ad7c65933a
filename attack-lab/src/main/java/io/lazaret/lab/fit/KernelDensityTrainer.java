package io.lazaret.lab.fit;

import io.lazaret.core.detect.KernelDensity;
import io.lazaret.core.detect.Matrix;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * KD of Ma et al. (2021): the density of clean images of the predicted class at the penultimate
 * vector. Their logistic regression on that one number changes no order, so minus the log density
 * is the score, and no attacked images are needed. A class that the network predicts for no clean
 * image is compared with all of them.
 *
 * @param bandwidth standard deviation of the kernels, above 0
 */
record KernelDensityTrainer(String name, double bandwidth) implements DetectorTrainer {
  /** Kernels that a detector may hold; bounds its file and its time. */
  private static final int MOST_CENTRES = 2_000;

  @Override
  public Statistics statistics() {
    return Statistics.PENULTIMATE_BY_CLASS;
  }

  @Override
  public boolean supervised() {
    return false;
  }

  @Override
  public KernelDensity fit(FitSet examples, long seed) {
    double[][] clean = examples.require(name, Kind.CLEAN).some(MOST_CENTRES, seed, Kind.CLEAN);
    int classes = (int) clean[0][1];
    List<Matrix> centres = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      int predicted = k;
      double[][] own =
          Arrays.stream(clean).filter(row -> row[0] == predicted).toArray(double[][]::new);
      centres.add(vectors(own.length > 0 ? own : clean));
    }
    return new KernelDensity(bandwidth, centres);
  }

  private static Matrix vectors(double[][] rows) {
    return Matrix.rounded(
        Arrays.stream(rows)
            .map(row -> Arrays.copyOfRange(row, 2, row.length))
            .toArray(double[][]::new));
  }
}
