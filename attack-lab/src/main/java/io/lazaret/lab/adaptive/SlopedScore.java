package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.Forest;
import io.lazaret.core.detect.Largest;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.ScoreFunction;

/** A detector's score and which way it rises. */
interface SlopedScore {

  /** The detector's own score of a row. */
  double value(double[] row);

  /** The same or, where it has no derivative, the score that stands in for it. */
  double followed(double[] row);

  /** The derivative of {@link #followed} by each number of a row. */
  double[] slope(double[] row);

  /**
   * Of a linear score, exactly; of trees, by their {@link SoftForest}; of the largest of such
   * scores, by their {@link SoftLargest}.
   *
   * @param rows of images that the score is made for: how far the numbers of a row spread
   */
  static SlopedScore of(ScoreFunction function, double[][] rows) {
    if (function instanceof LinearModel linear) {
      return linear(linear);
    }
    if (function instanceof Forest forest) {
      return new SoftForest(forest, rows);
    }
    if (function instanceof Largest largest) {
      return new SoftLargest(largest, rows);
    }
    throw new IllegalArgumentException("no slope of a " + function.getClass().getSimpleName());
  }

  private static SlopedScore linear(LinearModel model) {
    double[] slope = new double[model.inputs()];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = model.weight().get(i) / model.deviation().get(i);
    }
    return new SlopedScore() {
      @Override
      public double value(double[] row) {
        return model.score(row);
      }

      @Override
      public double followed(double[] row) {
        return value(row);
      }

      @Override
      public double[] slope(double[] row) {
        return slope.clone();
      }
    };
  }
}
