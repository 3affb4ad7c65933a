package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;

/**
 * A network that an attacker knows entirely. Images are intensities in [0, 1], channels x height x
 * width; normalisation is inside.
 */
public interface WhiteBoxModel {

  Geometry geometry();

  /** The number of logits. */
  int classes();

  /** The logits of each image. */
  float[][] logits(float[][] images);

  /**
   * The gradient of a loss with respect to each image.
   *
   * @param labels the label of each image
   * @return one gradient for each image, of the image's length
   */
  float[][] gradient(float[][] images, int[] labels, Loss loss);
}
