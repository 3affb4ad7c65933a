package io.lazaret.core.detect;

import java.util.List;

/**
 * Minus the logarithm of a Gaussian kernel density of clean images that the network puts into the
 * same class (Feinman et al., 2017; "KD" in Ma et al., 2021). Takes rows of {@link
 * Statistics#PENULTIMATE_BY_CLASS}.
 *
 * @param bandwidth standard deviation of the kernels, above 0
 * @param centres for each class the penultimate vectors of its clean images
 */
public record KernelDensity(double bandwidth, List<Matrix> centres) implements ScoreFunction {
  /** The class and the number of classes stand before the vector. */
  private static final int OFFSET = 2;

  public KernelDensity {
    centres = List.copyOf(centres);
    if (!(bandwidth > 0 && Double.isFinite(bandwidth))) {
      throw new IllegalArgumentException("a bandwidth of " + bandwidth);
    }
    if (centres.isEmpty()) {
      throw new IllegalArgumentException("a kernel density of no classes");
    }
    if (centres.stream().mapToInt(Matrix::columns).distinct().count() > 1) {
      throw new IllegalArgumentException("the classes' centres differ in length");
    }
  }

  @Override
  public int inputs() {
    return OFFSET + centres.get(0).columns();
  }

  /** Not a number, too, for a class or a number of classes that it was not made for. */
  @Override
  public double score(double[] row) {
    boolean known =
        ScoreFunction.finite(row, inputs())
            && row[1] == centres.size()
            && row[0] >= 0
            && row[0] < centres.size();
    return known ? -logDensity(row, centres.get((int) row[0])) : Double.NaN;
  }

  private double logDensity(double[] row, Matrix kernels) {
    double[] exponents = new double[kernels.rows()];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = -kernels.squaredDistance(i, row, OFFSET) / (2 * bandwidth * bandwidth);
      largest = Math.max(largest, exponents[i]);
    }
    double sum = 0; // relative to the nearest kernel: far away every term would be zero
    for (double exponent : exponents) {
      sum += Math.exp(exponent - largest);
    }
    return largest
        + Math.log(sum / kernels.rows())
        - kernels.columns() * Math.log(bandwidth * Math.sqrt(2 * Math.PI));
  }
}
