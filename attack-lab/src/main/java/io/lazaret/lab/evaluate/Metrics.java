package io.lazaret.lab.evaluate;

import java.util.Arrays;

/** Numbers that say how well scores tell two classes apart. */
public final class Metrics {
  private Metrics() {}

  /**
   * The area under the ROC curve: the chance that a positive scores above a negative, ties counted
   * half.
   *
   * @return in [0, 1]; not a number when a side is empty
   */
  public static double auc(double[] negatives, double[] positives) {
    double[] sorted = negatives.clone();
    Arrays.sort(sorted);
    double wins = 0;
    for (double positive : positives) {
      wins += (below(sorted, positive) + notAbove(sorted, positive)) / 2.0;
    }
    return wins / ((double) negatives.length * positives.length);
  }

  /** The share of scores above a threshold; not a number when there are none. */
  public static double shareAbove(double[] scores, double threshold) {
    return (double) Arrays.stream(scores).filter(score -> score > threshold).count()
        / scores.length;
  }

  private static int below(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int notAbove(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
