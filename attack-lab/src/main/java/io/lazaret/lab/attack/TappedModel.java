package io.lazaret.lab.attack;

import io.lazaret.core.model.FeatureLayout;

/**
 * A network that an attacker knows down to its taps: what detectors look at can be differentiated
 * too.
 */
public interface TappedModel extends WhiteBoxModel {

  /** Where the numbers of a row stand. */
  FeatureLayout layout();

  /** The row of each image: {@link FeatureLayout#size()} numbers. */
  float[][] rows(float[][] images);

  /**
   * Rows and input gradients in one pass.
   *
   * @param images an entry for each subject: the planes that its objective is a function of, each
   *     of them an image; all subjects have the same number of planes, at least one
   * @param objective what is differentiated
   */
  RowGradients gradientOfRows(float[][][] images, RowObjective objective);

  /**
   * A number for each subject that a gradient is taken of, given as its derivative by the rows of
   * the subject's planes: what back-propagation starts from.
   */
  @FunctionalInterface
  interface RowObjective {

    /**
     * The derivative of a subject's objective.
     *
     * @param subject its place in the call
     * @param rows the row of each of its planes
     * @return by each number of each row
     */
    float[][] byRows(int subject, float[][] rows);
  }

  /**
   * What one pass forwards and backwards says.
   *
   * @param rows subjects x planes x numbers
   * @param byImage the derivatives of each subject's objective by the samples of its planes:
   *     subjects x planes x samples
   */
  record RowGradients(float[][][] rows, float[][][] byImage) {}
}
