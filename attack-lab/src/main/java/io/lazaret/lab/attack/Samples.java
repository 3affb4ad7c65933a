package io.lazaret.lab.attack;

import java.util.SplittableRandom;

/** Arithmetic on the samples of an image. */
final class Samples {
  private Samples() {}

  /** Holds each sample in [0, 1], in place. */
  static float[] clip(float[] image) {
    for (int i = 0; i < image.length; i++) {
      image[i] = Math.max(0, Math.min(1, image[i]));
    }
    return image;
  }

  /** The point at a share of the way from an image to another. */
  static float[] blend(float[] image, float[] other, double share) {
    float[] blend = new float[image.length];
    for (int i = 0; i < blend.length; i++) {
      blend[i] = (float) (image[i] + share * ((double) other[i] - image[i]));
    }
    return blend;
  }

  /** The change that leads from one image to another. */
  static float[] difference(float[] from, float[] to) {
    float[] difference = new float[from.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = to[i] - from[i];
    }
    return difference;
  }

  /** Independent Gaussian numbers: a direction without preference. */
  static float[] gaussian(int size, SplittableRandom random) {
    float[] gaussian = new float[size];
    for (int i = 0; i < size; i++) {
      gaussian[i] = (float) random.nextGaussian();
    }
    return gaussian;
  }
}
