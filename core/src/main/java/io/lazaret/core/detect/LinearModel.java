package io.lazaret.core.detect;

import java.util.List;
import java.util.stream.Stream;

/**
 * A linear score of standardised statistics: {@code bias + sum weight * (x - mean) / deviation}.
 * For logistic regression this is the logarithm of the odds.
 *
 * @param mean what each statistic is centred on
 * @param deviation what each is divided by, above 0
 * @param weight the weight of each
 * @param bias added to the sum
 */
public record LinearModel(
    List<Double> mean, List<Double> deviation, List<Double> weight, double bias)
    implements ScoreFunction {
  public LinearModel {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    weight = List.copyOf(weight);
    if (mean.size() != weight.size() || deviation.size() != weight.size()) {
      throw new IllegalArgumentException(
          "mean, deviation and weight differ in length: "
              + mean.size()
              + ", "
              + deviation.size()
              + ", "
              + weight.size());
    }
    if (deviation.stream().anyMatch(d -> !(d > 0))) {
      throw new IllegalArgumentException("a deviation is not positive");
    }
    if (!Stream.of(mean, deviation, weight, List.of(bias))
        .flatMap(List::stream)
        .allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a mean, deviation, weight or the bias is not finite");
    }
  }

  @Override
  public int inputs() {
    return weight.size();
  }

  @Override
  public double score(double[] row) {
    if (row.length != weight.size()) {
      throw new IllegalArgumentException(row.length + " numbers for " + weight.size() + " weights");
    }
    double score = bias;
    for (int i = 0; i < row.length; i++) {
      score += weight.get(i) * (row[i] - mean.get(i)) / deviation.get(i);
    }
    return score;
  }
}
