package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/**
 * A network that answers questions: all that a black-box attack sees. Images are intensities in [0,
 * 1], channels x height x width; normalisation is inside.
 */
public interface Classifier {

  Geometry geometry();

  /** The number of logits, at least 2. */
  int classes();

  /** The logits of each image. */
  float[][] logits(float[][] images);

  /** The logits of each image as an 8-bit file carries it: rounded to the nearest levels. */
  default float[][] logitsOfFiles(float[][] images) {
    float[][] files = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      files[i] = Levels.quantise(geometry(), images[i]).intensities();
    }
    return logits(files);
  }
}
