package io.lazaret.core.model;

import io.lazaret.core.model.view.View;
import java.nio.FloatBuffer;
import java.util.List;

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

  /** The image, then each of the views of it. */
  public static Prepared of(Levels image, List<View> views) {
    int size = image.geometry().size();
    float[] values = new float[size * (1 + views.size())];
    System.arraycopy(image.intensities(), 0, values, 0, size);
    for (int i = 0; i < views.size(); i++) {
      System.arraycopy(views.get(i).apply(image), 0, values, size * (i + 1), size);
    }
    return new Prepared(1 + views.size(), values);
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
  public void copyTo(FloatBuffer target) {
    target.put(values);
  }
}
