package io.lazaret.core.detect;

/**
 * A fitted function from a row of statistics to a score; larger means more suspicious. Pure
 * arithmetic: libraries fit it in the lab, this evaluates it.
 */
public sealed interface ScoreFunction permits LinearModel, Forest {

  /** The length of the rows that it takes. */
  int inputs();

  /**
   * The score of a row.
   *
   * @param row {@link #inputs()} numbers
   * @return not finite when the row is not
   */
  double score(double[] row);
}
