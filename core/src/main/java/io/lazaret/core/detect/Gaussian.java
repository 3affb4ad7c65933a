package io.lazaret.core.detect;

import java.util.List;

/**
 * Gaussian classes that share one covariance, given by its principal axes. Fewer reference images
 * than dimensions span only so many axes; a shrunk covariance has one and the same variance in all
 * other directions, so that nothing needs to be stored for them.
 *
 * @param centres the mean of each class
 * @param axes orthonormal principal axes
 * @param variances the variance along each axis, above 0
 * @param rest the variance in every direction that no axis spans, above 0
 */
public record Gaussian(Matrix centres, Matrix axes, List<Double> variances, double rest) {
  public Gaussian {
    variances = List.copyOf(variances);
    if (axes.columns() != centres.columns() || axes.rows() > axes.columns()) {
      throw new IllegalArgumentException(
          axes + " of axes for centres of " + centres.columns() + " numbers");
    }
    if (variances.size() != axes.rows()) {
      throw new IllegalArgumentException(
          variances.size() + " variances for " + axes.rows() + " axes");
    }
    if (!variances.stream().allMatch(Gaussian::positive) || !positive(rest)) {
      throw new IllegalArgumentException("a variance is not positive");
    }
  }

  private static boolean positive(double variance) {
    return variance > 0 && Double.isFinite(variance);
  }

  /** The length of the points that it takes. */
  public int dimensions() {
    return centres.columns();
  }

  /**
   * The squared Mahalanobis distance from the nearest centre.
   *
   * @param row holds the point
   * @param offset where the point begins
   */
  public double squaredDistance(double[] row, int offset) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centres.rows(); k++) {
      nearest = Math.min(nearest, squaredDistance(row, offset, k));
    }
    return nearest;
  }

  private double squaredDistance(double[] row, int offset, int centre) {
    double[] difference = new double[dimensions()];
    double outside = 0;
    for (int i = 0; i < difference.length; i++) {
      difference[i] = row[offset + i] - centres.value(centre, i);
      outside += difference[i] * difference[i];
    }
    double distance = 0;
    for (int j = 0; j < axes.rows(); j++) {
      double along = axes.dot(j, difference);
      distance += along * along / variances.get(j);
      outside -= along * along;
    }
    // When axes span everything, what is left is rounding, and the rest may be a tiny variance.
    boolean spanned = axes.rows() == dimensions();
    return distance + (spanned ? 0 : Math.max(0, outside) / rest);
  }
}
