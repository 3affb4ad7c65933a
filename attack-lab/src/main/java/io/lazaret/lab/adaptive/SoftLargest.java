package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.Largest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The larger of scores has a corner where they are alike, and a descent of one of them climbs the
 * other; this follows the logarithm of the sum of their exponentials, which minds both.
 */
final class SoftLargest implements SlopedScore {
  private final Largest largest;
  private final List<SlopedScore> parts;

  /**
   * @param rows of images that the score is made for
   */
  SoftLargest(Largest largest, double[][] rows) {
    this.largest = largest;
    this.parts =
        largest.parts().stream()
            .map(
                part ->
                    SlopedScore.of(
                        part.function(),
                        Arrays.stream(rows).map(part::numbers).toArray(double[][]::new)))
            .toList();
  }

  @Override
  public double value(double[] row) {
    return largest.score(row);
  }

  @Override
  public double followed(double[] row) {
    double[] scores = scores(row);
    double top = Arrays.stream(scores).max().orElseThrow();
    return top + Math.log(Arrays.stream(scores).map(score -> Math.exp(score - top)).sum());
  }

  @Override
  public double[] slope(double[] row) {
    double[] scores = scores(row);
    double whole = followed(row);
    double[] slope = new double[row.length];
    for (int i = 0; i < scores.length; i++) {
      Largest.Part part = largest.parts().get(i);
      double share = Math.exp(scores[i] - whole) / part.unit();
      double[] own = parts.get(i).slope(part.numbers(row));
      for (int j = 0; j < own.length; j++) {
        slope[part.inputs().get(j)] += share * own[j];
      }
    }
    return slope;
  }

  /** What is followed of each part, in its units. */
  private double[] scores(double[] row) {
    return IntStream.range(0, parts.size())
        .mapToDouble(
            i -> {
              Largest.Part part = largest.parts().get(i);
              return (parts.get(i).followed(part.numbers(row)) - part.origin()) / part.unit();
            })
        .toArray();
  }
}
