package io.lazaret.core.model;

import java.util.Arrays;
import java.util.Random;

/** Generated images at a model's geometry. */
public final class ModelImages {
  private ModelImages() {}

  /** Every level anywhere. */
  public static Levels noise(Geometry geometry, long seed) {
    byte[] levels = new byte[geometry.size()];
    new Random(seed).nextBytes(levels);
    return new Levels(geometry, levels);
  }

  /** One level everywhere. */
  public static Levels constant(Geometry geometry, int level) {
    byte[] levels = new byte[geometry.size()];
    Arrays.fill(levels, (byte) level);
    return new Levels(geometry, levels);
  }

  /** Smooth blobs, an edge and noise of a few levels: what a chest X-ray is like to a transform. */
  public static Levels xrayLike(Geometry geometry, long seed) {
    Random random = new Random(seed);
    double phase = random.nextDouble() * 6;
    byte[] levels = new byte[geometry.size()];
    int i = 0;
    for (int channel = 0; channel < geometry.channels(); channel++) {
      for (int y = 0; y < geometry.height(); y++) {
        for (int x = 0; x < geometry.width(); x++, i++) {
          double u = x / (double) geometry.width();
          double v = y / (double) geometry.height();
          double shade =
              128
                  + 70 * Math.sin(5 * u + phase + channel) * Math.cos(4 * v)
                  + (Math.abs(u - 0.5) < 0.06 ? 40 : 0)
                  + 3 * random.nextGaussian();
          levels[i] = (byte) Math.max(0, Math.min(255, Math.round(shade)));
        }
      }
    }
    return new Levels(geometry, levels);
  }
}
