package io.lazaret.lab.experiment;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.util.Optional;

/** Heat maps over images, in colour. */
final class Heat {
  /** From cold to hot: dark violet, magenta, orange, pale yellow (after matplotlib's inferno). */
  private static final int[][] COLOURS = {
    {30, 12, 69}, {122, 29, 109}, {203, 65, 73}, {249, 142, 8}, {252, 240, 150}
  };

  private static final int[] OUTLINE = {80, 220, 255};

  /** How much of the hottest pixel is colour. */
  private static final double OPACITY = 0.75;

  private Heat() {}

  /**
   * An image under a heat map.
   *
   * @param attention height x width, none below 0
   * @param lesion of each pixel the share inside the lesion, whose outline is drawn
   * @return an RGB image
   */
  static Levels over(Levels image, float[] attention, Optional<float[]> lesion) {
    Geometry from = image.geometry();
    Geometry geometry = new Geometry(3, from.height(), from.width());
    int plane = from.height() * from.width();
    double hottest = 0;
    for (float each : attention) {
      hottest = Math.max(hottest, each);
    }
    byte[] levels = new byte[geometry.size()];
    for (int at = 0; at < plane; at++) {
      double heat = hottest > 0 ? attention[at] / hottest : 0;
      int pixel = at;
      boolean outline = lesion.filter(inside -> border(inside, pixel, from.width())).isPresent();
      for (int channel = 0; channel < 3; channel++) {
        int level = image.level((from.channels() == 3 ? channel * plane : 0) + at);
        double mixed = level + OPACITY * heat * (colour(heat, channel) - level);
        levels[channel * plane + at] = (byte) (outline ? OUTLINE[channel] : Math.round(mixed));
      }
    }
    return new Levels(geometry, levels);
  }

  private static double colour(double heat, int channel) {
    double at = heat * (COLOURS.length - 1);
    int below = Math.min(COLOURS.length - 2, (int) at);
    return COLOURS[below][channel]
        + (at - below) * (COLOURS[below + 1][channel] - COLOURS[below][channel]);
  }

  /** A pixel outside a lesion with a neighbour inside. */
  private static boolean border(float[] inside, int at, int width) {
    return inside[at] < 0.5
        && ((at % width > 0 && inside[at - 1] >= 0.5)
            || (at % width < width - 1 && inside[at + 1] >= 0.5)
            || (at >= width && inside[at - width] >= 0.5)
            || (at + width < inside.length && inside[at + width] >= 0.5));
  }
}
