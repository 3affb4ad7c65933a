package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;

/**
 * Images that a decision-based attack may start from, until one is answered as wanted: noise for
 * each sample (Chen et al., 2020); noise in patches, because a network that has learnt to ignore
 * fine noise answers one class to all of it; and the image's negative, which keeps its shapes.
 */
final class Starts {
  private final float[] image;
  private final Geometry geometry;
  private final SplittableRandom random;
  private int made;

  Starts(float[] image, Geometry geometry, SplittableRandom random) {
    this.image = image;
    this.geometry = geometry;
    this.random = random;
  }

  float[] next() {
    made++;
    return switch (made % 3) {
      case 1 -> made == 1 ? negative() : patches(2 + random.nextInt(3));
      case 2 -> patches(1);
      default -> patches(4 + random.nextInt(Math.min(geometry.height(), geometry.width()) / 2));
    };
  }

  private float[] negative() {
    float[] negative = new float[image.length];
    for (int i = 0; i < negative.length; i++) {
      negative[i] = 1 - image[i];
    }
    return negative;
  }

  /** Squares of one random intensity each. */
  private float[] patches(int side) {
    int columns = (geometry.width() + side - 1) / side;
    int rows = (geometry.height() + side - 1) / side;
    float[] patches = new float[geometry.channels() * rows * columns];
    for (int i = 0; i < patches.length; i++) {
      patches[i] = (float) random.nextDouble();
    }
    float[] samples = new float[image.length];
    for (int i = 0; i < samples.length; i++) {
      int x = i % geometry.width() / side;
      int y = i / geometry.width() % geometry.height() / side;
      int channel = i / (geometry.width() * geometry.height());
      samples[i] = patches[(channel * rows + y) * columns + x];
    }
    return samples;
  }
}
