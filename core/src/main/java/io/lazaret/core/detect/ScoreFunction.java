package io.lazaret.core.detect;

import java.util.Arrays;

/**
 * A fitted function from a row of statistics to a score; larger means more suspicious. Pure
 * arithmetic: libraries fit it in the lab, this evaluates it.
 */
public sealed interface ScoreFunction
    permits LinearModel,
        Forest,
        KernelDensity,
        LocalDimension,
        GaussianDistance,
        Mahalanobis,
        SupportVectorMachine,
        Largest {

  /** The length of the rows that it takes. */
  int inputs();

  /**
   * The score of a row.
   *
   * @param row {@link #inputs()} numbers
   * @return not finite when the row is not
   */
  double score(double[] row);

  /**
   * Whether a row holds finite numbers only. Sorting and comparing would let a NaN pass for an
   * answer.
   *
   * @throws IllegalArgumentException when it has another length
   */
  static boolean finite(double[] row, int inputs) {
    if (row.length != inputs) {
      throw new IllegalArgumentException(row.length + " numbers instead of " + inputs);
    }
    return Arrays.stream(row).allMatch(Double::isFinite);
  }
}
