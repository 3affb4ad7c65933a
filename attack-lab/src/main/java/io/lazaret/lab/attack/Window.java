package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** A rectangle of one channel. */
record Window(int channel, int top, int left, int height, int width) {

  /** A square at a random place, in the first channel. */
  static Window random(Geometry geometry, int side, SplittableRandom random) {
    return new Window(
        0,
        random.nextInt(geometry.height() - side + 1),
        random.nextInt(geometry.width() - side + 1),
        side,
        side);
  }

  /** The side of a square that covers a share of the image, as far as it fits. */
  static int side(Geometry geometry, double share, int least) {
    int wanted = (int) Math.round(Math.sqrt(share * geometry.height() * geometry.width()));
    return Math.min(Math.max(wanted, least), Math.min(geometry.height(), geometry.width()));
  }

  Window in(int otherChannel) {
    return new Window(otherChannel, top, left, height, width);
  }

  /** Takes the places of the window's samples, row by row. */
  void forEach(Geometry geometry, IntConsumer place) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        place.accept((channel * geometry.height() + y) * geometry.width() + x);
      }
    }
  }

  /** The samples of the window, row by row. */
  double[] cut(Geometry geometry, float[] plane) {
    double[] samples = new double[height * width];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        samples[i] = plane[(channel * geometry.height() + top + y) * geometry.width() + left + x];
      }
    }
    return samples;
  }

  /** Puts samples into the window, row by row. */
  void paste(Geometry geometry, double[] samples, float[] plane) {
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        plane[(channel * geometry.height() + top + y) * geometry.width() + left + x] =
            (float) samples[i];
      }
    }
  }
}
