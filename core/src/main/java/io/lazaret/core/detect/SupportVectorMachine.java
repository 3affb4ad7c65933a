package io.lazaret.core.detect;

import java.util.List;

/**
 * A support vector machine with a Gaussian kernel on binarised statistics (Lu et al., ICCV 2017;
 * "QFeat" in Ma et al., 2021): {@code bias + sum coefficient * exp(-gamma * places that differ)}.
 *
 * @param thresholds a number above its threshold is a 1, any other a 0
 * @param gamma of the kernel, above 0
 * @param vectors the support vectors
 * @param coefficients one for each support vector; those of attacked images are positive
 * @param bias added to the sum
 */
public record SupportVectorMachine(
    List<Double> thresholds,
    double gamma,
    List<BinaryVector> vectors,
    List<Double> coefficients,
    double bias)
    implements ScoreFunction {
  public SupportVectorMachine {
    thresholds = List.copyOf(thresholds);
    vectors = List.copyOf(vectors);
    coefficients = List.copyOf(coefficients);
    if (!(gamma > 0 && Double.isFinite(gamma)) || !Double.isFinite(bias)) {
      throw new IllegalArgumentException("a gamma of " + gamma + ", a bias of " + bias);
    }
    if (coefficients.size() != vectors.size()) {
      throw new IllegalArgumentException(
          coefficients.size() + " coefficients for " + vectors.size() + " support vectors");
    }
    for (BinaryVector vector : vectors) {
      if (vector.length() != thresholds.size()) {
        throw new IllegalArgumentException(
            "a support vector of " + vector.length() + " for " + thresholds.size() + " thresholds");
      }
    }
    if (!coefficients.stream().allMatch(Double::isFinite)
        || !thresholds.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a coefficient or threshold is not finite");
    }
  }

  @Override
  public int inputs() {
    return thresholds.size();
  }

  @Override
  public double score(double[] row) {
    if (!ScoreFunction.finite(row, inputs())) {
      return Double.NaN;
    }
    BinaryVector point =
        BinaryVector.above(row, thresholds.stream().mapToDouble(Double::doubleValue).toArray());
    double score = bias;
    for (int i = 0; i < vectors.size(); i++) {
      score += coefficients.get(i) * Math.exp(-gamma * point.distance(vectors.get(i)));
    }
    return score;
  }
}
