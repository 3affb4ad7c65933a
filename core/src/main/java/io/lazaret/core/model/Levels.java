package io.lazaret.core.model;

import java.util.Arrays;

/**
 * An image at the model's geometry in 8-bit levels, channel by channel. This is what attacks are
 * quantised to, what views start from, and what a lossless 8-bit encoding carries unchanged.
 * Immutable; takes ownership of the array that it is made from.
 */
public final class Levels {
  /** The intensity of each level: looked up faster than divided. */
  private static final float[] INTENSITIES = new float[256];

  static {
    for (int level = 0; level < INTENSITIES.length; level++) {
      INTENSITIES[level] = level / 255f;
    }
  }

  private final Geometry geometry;
  private final byte[] levels;

  /**
   * @param levels unsigned levels, channels x height x width
   */
  public Levels(Geometry geometry, byte[] levels) {
    if (levels.length != geometry.size()) {
      throw new IllegalArgumentException(levels.length + " levels for " + geometry);
    }
    this.geometry = geometry;
    this.levels = levels;
  }

  /** Rounds intensities in [0, 1] to the nearest of 256 levels. */
  public static Levels quantise(Geometry geometry, float[] intensities) {
    byte[] levels = new byte[intensities.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(Math.min(1f, Math.max(0f, intensities[i])) * 255f);
    }
    return new Levels(geometry, levels);
  }

  public Geometry geometry() {
    return geometry;
  }

  /** The level, 0 to 255, at an index into channels x height x width. */
  public int level(int index) {
    return levels[index] & 0xFF;
  }

  /** The level, 0 to 255, of a channel at column {@code x}, row {@code y}. */
  public int level(int channel, int y, int x) {
    return levels[(channel * geometry.height() + y) * geometry.width() + x] & 0xFF;
  }

  /** The intensity in [0, 1] of a level, 0 to 255: level / 255. */
  public static float intensity(int level) {
    return INTENSITIES[level];
  }

  /** Intensities in [0, 1]: level / 255. */
  public float[] intensities() {
    float[] values = new float[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = INTENSITIES[levels[i] & 0xFF];
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Levels that
        && geometry.equals(that.geometry)
        && Arrays.equals(levels, that.levels);
  }

  @Override
  public int hashCode() {
    return 31 * geometry.hashCode() + Arrays.hashCode(levels);
  }
}
