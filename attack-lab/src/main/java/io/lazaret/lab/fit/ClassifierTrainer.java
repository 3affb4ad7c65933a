package io.lazaret.lab.fit;

import io.lazaret.core.detect.ScoreFunction;

/** Fits a score to rows of two classes, each class weighing the same in all. */
public interface ClassifierTrainer {

  /**
   * Fits.
   *
   * @param rows finite numbers, all rows of one length
   * @param suspicious the class of each row; both occur
   * @param seed the source of randomness
   */
  ScoreFunction fit(double[][] rows, boolean[] suspicious, long seed);
}
