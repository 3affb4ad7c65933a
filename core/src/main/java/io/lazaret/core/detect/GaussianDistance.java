package io.lazaret.core.detect;

import java.util.List;

/**
 * How far a row lies from images that nobody attacked, however it differs from them: log(1 +
 * squared Mahalanobis distance) of the row in units of deviations.
 *
 * @param deviations what each number is divided by, above 0
 * @param gaussian the images, in the same units
 */
public record GaussianDistance(List<Double> deviations, Gaussian gaussian)
    implements ScoreFunction {
  public GaussianDistance {
    deviations = List.copyOf(deviations);
    if (deviations.size() != gaussian.dimensions()) {
      throw new IllegalArgumentException(
          deviations.size() + " deviations for a Gaussian of " + gaussian.dimensions());
    }
    if (!deviations.stream().allMatch(d -> d > 0 && Double.isFinite(d))) {
      throw new IllegalArgumentException("a deviation is not positive");
    }
  }

  @Override
  public int inputs() {
    return deviations.size();
  }

  @Override
  public double score(double[] row) {
    if (!ScoreFunction.finite(row, inputs())) {
      return Double.NaN;
    }
    double[] scaled = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      scaled[i] = row[i] / deviations.get(i);
    }
    return Math.log1p(gaussian.squaredDistance(scaled, 0));
  }
}
