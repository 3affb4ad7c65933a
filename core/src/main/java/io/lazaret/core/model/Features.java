package io.lazaret.core.model;

import java.util.Arrays;

/**
 * What the network says of one image and of its views: a row of numbers for each plane, and the row
 * of the {@link GradientFilter} where it was asked for. Immutable; takes ownership of the arrays
 * that it is made from.
 */
public final class Features {
  private static final float[] NO_GRADIENT = {};

  private final FeatureLayout layout;
  private final float[][] rows;
  private final float[] gradient;

  /**
   * @param rows a row of {@link FeatureLayout#size()} numbers for the image, then one for each view
   */
  public Features(FeatureLayout layout, float[][] rows) {
    this(layout, rows, NO_GRADIENT);
  }

  /**
   * @param rows a row of {@link FeatureLayout#size()} numbers for the image, then one for each view
   * @param gradient a row of the {@link GradientFilter}, or an empty one
   */
  public Features(FeatureLayout layout, float[][] rows, float[] gradient) {
    if (gradient.length != 0 && gradient.length != GradientFilter.SIZE) {
      throw new IllegalArgumentException(gradient.length + " numbers of the gradient filter");
    }
    for (float[] row : rows) {
      if (row.length != layout.size()) {
        throw new IllegalArgumentException(row.length + " numbers in a row of " + layout.size());
      }
    }
    this.layout = layout;
    this.rows = rows;
    this.gradient = gradient;
  }

  public FeatureLayout layout() {
    return layout;
  }

  /** The number of views, the image itself not counted. */
  public int views() {
    return rows.length - 1;
  }

  /** A number of a plane: plane 0 is the image, plane 1 its first view. */
  public float value(int plane, int index) {
    return rows[plane][index];
  }

  /** The numbers of a plane, copied. */
  public float[] row(int plane) {
    return rows[plane].clone();
  }

  /** The logits of the image itself, copied. */
  public float[] logits() {
    return Arrays.copyOf(rows[0], layout.classes());
  }

  /** The row of the gradient filter, copied; empty when it was not asked for. */
  public float[] gradientRow() {
    return gradient.clone();
  }

  /** The class with the largest logit of the image itself. */
  public int predictedClass() {
    int best = 0;
    for (int k = 1; k < layout.classes(); k++) {
      if (rows[0][k] > rows[0][best]) {
        best = k;
      }
    }
    return best;
  }

  /** The logit of the image's predicted class minus the largest other logit, in a plane. */
  public double predictedMargin(int plane) {
    int predicted = predictedClass();
    double other = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < layout.classes(); k++) {
      if (k != predicted) {
        other = Math.max(other, rows[plane][k]);
      }
    }
    return rows[plane][predicted] - other;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Features that
        && layout.equals(that.layout)
        && Arrays.deepEquals(rows, that.rows)
        && Arrays.equals(gradient, that.gradient);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(rows);
  }
}
