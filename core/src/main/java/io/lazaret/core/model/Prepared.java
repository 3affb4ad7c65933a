package io.lazaret.core.model;

/**
 * One image as the network reads it: the image at the model's geometry and its views, in the
 * bundle's order. Immutable; takes ownership of the array that it is made from.
 */
public final class Prepared {
  private final int planes;
  private final float[] values;

  /**
   * @param planes the image and its views: 1 + the number of views
   * @param values intensities in [0, 1], {@code planes} images of channels x height x width each
   */
  public Prepared(int planes, float[] values) {
    if (planes < 1 || values.length % planes != 0) {
      throw new IllegalArgumentException(values.length + " values for " + planes + " planes");
    }
    this.planes = planes;
    this.values = values;
  }

  /** The image and its views: 1 + the number of views. */
  public int planes() {
    return planes;
  }

  /** Values of all planes together. */
  public int size() {
    return values.length;
  }

  /** Copies all planes into a buffer at its position. */
  public void copyTo(java.nio.FloatBuffer target) {
    target.put(values);
  }
}
