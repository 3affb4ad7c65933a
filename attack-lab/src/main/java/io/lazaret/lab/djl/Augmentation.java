package io.lazaret.lab.djl;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.util.SplittableRandom;

/**
 * Random similarity transforms of training images, sampled bilinearly, edges repeated; then random
 * contrast and brightness, the same for all channels.
 */
final class Augmentation {
  private final AugmentationSettings settings;
  private final SplittableRandom random;

  Augmentation(AugmentationSettings settings, SplittableRandom random) {
    this.settings = settings;
    this.random = random;
  }

  /** Intensities in [0, 1] of a randomly changed image. */
  float[] apply(Levels image) {
    float[] moved = move(image);
    if (settings.contrast() > 0 || settings.brightness() > 0) {
      double contrast = 1 + settings.contrast() * symmetric();
      double brightness = settings.brightness() * symmetric();
      for (int i = 0; i < moved.length; i++) {
        moved[i] = (float) clamp((moved[i] - 0.5) * contrast + 0.5 + brightness, 1);
      }
    }
    return moved;
  }

  private float[] move(Levels image) {
    double angle = Math.toRadians(settings.rotationDegrees()) * symmetric();
    double scale = 1 + settings.scale() * symmetric();
    double mirror = settings.flip() && random.nextBoolean() ? -1 : 1;
    double right = settings.shift() * symmetric();
    double down = settings.shift() * symmetric();
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    float[] moved = new float[geometry.size()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = (x + 0.5) / width - 0.5;
        double v = (y + 0.5) / height - 0.5;
        double fromU = scale * (cosine * u * mirror - sine * v) + right;
        double fromV = scale * (sine * u * mirror + cosine * v) + down;
        double fromX = clamp((fromU + 0.5) * width - 0.5, width - 1);
        double fromY = clamp((fromV + 0.5) * height - 0.5, height - 1);
        for (int channel = 0; channel < geometry.channels(); channel++) {
          moved[(channel * height + y) * width + x] =
              (float) (bilinear(image, channel, fromX, fromY) / 255);
        }
      }
    }
    return moved;
  }

  private static double bilinear(Levels image, int channel, double x, double y) {
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(left + 1, image.geometry().width() - 1);
    int bottom = Math.min(top + 1, image.geometry().height() - 1);
    double across = x - left;
    double upper =
        image.level(channel, top, left) * (1 - across) + image.level(channel, top, right) * across;
    double lower =
        image.level(channel, bottom, left) * (1 - across)
            + image.level(channel, bottom, right) * across;
    return upper * (1 - (y - top)) + lower * (y - top);
  }

  private static double clamp(double value, double largest) {
    return Math.max(0, Math.min(largest, value));
  }

  private double symmetric() {
    return 2 * random.nextDouble() - 1;
  }
}
