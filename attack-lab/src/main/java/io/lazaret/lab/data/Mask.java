package io.lazaret.lab.data;

import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResampleKernel;
import java.util.BitSet;

/** Which pixels of an image belong to its lesion. Immutable. */
public final class Mask {
  private final int width;
  private final int height;
  private final BitSet inside;

  /**
   * @param inside the pixels of the lesion, row by row; none at or after {@code width * height}
   */
  public Mask(int width, int height, BitSet inside) {
    if (inside.length() > width * height) {
      throw new IllegalArgumentException("a mask larger than " + width + " x " + height);
    }
    this.width = width;
    this.height = height;
    this.inside = (BitSet) inside.clone();
  }

  /** The mask of an image that holds no lesion. */
  public static Mask empty(int width, int height) {
    return new Mask(width, height, new BitSet());
  }

  /**
   * The pixels in which two images of one size differ by at least a number of levels, in any
   * channel.
   */
  public static Mask difference(Pixels one, Pixels other, int levels) {
    if (one.width() != other.width()
        || one.height() != other.height()
        || one.channels() != other.channels()) {
      throw new IllegalArgumentException("no difference between " + one + " and " + other);
    }
    BitSet inside = new BitSet();
    for (int y = 0; y < one.height(); y++) {
      for (int x = 0; x < one.width(); x++) {
        for (int channel = 0; channel < one.channels(); channel++) {
          if (Math.abs(one.sample(x, y, channel) - other.sample(x, y, channel)) >= levels) {
            inside.set(y * one.width() + x);
          }
        }
      }
    }
    return new Mask(one.width(), one.height(), inside);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Whether the pixel at column {@code x}, row {@code y} belongs to the lesion. */
  public boolean contains(int x, int y) {
    return inside.get(y * width + x);
  }

  /** How many pixels belong to the lesion. */
  public int area() {
    return inside.cardinality();
  }

  /**
   * The mask at a model's geometry: of each of its pixels, the share that lies inside the lesion.
   * Shares, because a lesion of a few pixels would not outlive a threshold.
   *
   * @return values in [0, 1], height x width
   */
  public float[] shares(Geometry geometry) {
    float[] weights = new float[width * height];
    inside.stream().forEach(at -> weights[at] = 1);
    return ResampleKernel.BOX.resample(weights, height, width, geometry.height(), geometry.width());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask that
        && width == that.width
        && height == that.height
        && inside.equals(that.inside);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + inside.hashCode();
  }

  @Override
  public String toString() {
    return "Mask[" + area() + " of " + width + " x " + height + "]";
  }
}
