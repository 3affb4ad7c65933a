package io.lazaret.core.model.view;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/**
 * Convolution with a square Gaussian, edges reflected.
 *
 * @param sigma standard deviation in pixels, above 0; beyond about the radius the window cuts it
 *     short
 * @param radius pixels of the window on each side of its centre, 1 to 7: 1 is 3 x 3
 */
public record GaussianBlur(double sigma, int radius) implements View {
  /** An image has at least 8 pixels a side, and a reflection needs one more than the radius. */
  private static final int MOST_RADIUS = 7;

  public GaussianBlur {
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("sigma must be positive, not " + sigma);
    }
    if (radius < 1 || radius > MOST_RADIUS) {
      throw new IllegalArgumentException("radius must be 1 to 7, not " + radius);
    }
  }

  /** The 3 x 3 window. */
  public GaussianBlur(double sigma) {
    this(sigma, 1);
  }

  @Override
  public String name() {
    return "gaussian-" + sigma + (radius == 1 ? "" : "-" + (2 * radius + 1));
  }

  @Override
  public float[] apply(Levels image) {
    Geometry geometry = image.geometry();
    float[] kernel = kernel();
    float[] rows = alongRows(image.intensities(), geometry, kernel);
    return alongColumns(rows, geometry, kernel);
  }

  @Override
  public float[] pullBack(Levels image, float[] byView) {
    Geometry geometry = image.geometry();
    float[] kernel = kernel();
    return transposed(transposed(byView, geometry, kernel, true), geometry, kernel, false);
  }

  /** Hands every number to the pixels that the convolution gathered it from. */
  private static float[] transposed(
      float[] source, Geometry geometry, float[] kernel, boolean vertical) {
    int length = vertical ? geometry.height() : geometry.width();
    int stride = vertical ? geometry.width() : 1;
    float[] target = new float[source.length];
    for (int i = 0; i < source.length; i++) {
      int position = i / stride % length;
      int start = i - position * stride;
      target[i] += kernel[0] * source[i];
      for (int k = 1; k < kernel.length; k++) {
        target[start + reflect(position - k, length) * stride] += kernel[k] * source[i];
        target[start + reflect(position + k, length) * stride] += kernel[k] * source[i];
      }
    }
    return target;
  }

  /** The centre's weight, then that of each distance; all of the window add up to 1. */
  private float[] kernel() {
    double[] weights = new double[radius + 1];
    double sum = 0;
    for (int k = 0; k <= radius; k++) {
      weights[k] = Math.exp(-k * k / (2 * sigma * sigma));
      sum += k == 0 ? weights[k] : 2 * weights[k];
    }
    float[] kernel = new float[radius + 1];
    float sides = 0;
    for (int k = 1; k <= radius; k++) {
      kernel[k] = (float) (weights[k] / sum);
      sides += kernel[k];
    }
    kernel[0] = 1 - 2 * sides;
    return kernel;
  }

  private static float[] alongRows(float[] source, Geometry geometry, float[] kernel) {
    int width = geometry.width();
    int radius = kernel.length - 1;
    float[] target = new float[source.length];
    for (int start = 0; start < source.length; start += width) {
      for (int x = 0; x < width; x++) {
        target[start + x] = kernel[0] * source[start + x];
      }
      for (int k = 1; k <= radius; k++) {
        float weight = kernel[k];
        for (int x = k; x < width - k; x++) {
          target[start + x] += weight * (source[start + x - k] + source[start + x + k]);
        }
        for (int x = 0; x < k; x++) { // narrower than any image
          target[start + x] += weight * around(source, start, x, k, width);
        }
        for (int x = Math.max(k, width - k); x < width; x++) {
          target[start + x] += weight * around(source, start, x, k, width);
        }
      }
    }
    return target;
  }

  private static float around(float[] source, int start, int x, int k, int width) {
    return source[start + reflect(x - k, width)] + source[start + reflect(x + k, width)];
  }

  private static float[] alongColumns(float[] source, Geometry geometry, float[] kernel) {
    int height = geometry.height();
    int width = geometry.width();
    float[] target = new float[source.length];
    for (int line = 0; line < geometry.channels() * height; line++) {
      int y = line % height;
      int start = line * width;
      for (int x = 0; x < width; x++) {
        target[start + x] = kernel[0] * source[start + x];
      }
      for (int k = 1; k < kernel.length; k++) {
        int up = (line - y + reflect(y - k, height)) * width;
        int down = (line - y + reflect(y + k, height)) * width;
        for (int x = 0; x < width; x++) {
          target[start + x] += kernel[k] * (source[up + x] + source[down + x]);
        }
      }
    }
    return target;
  }

  private static int reflect(int position, int length) {
    return position < 0 ? -position : position >= length ? 2 * length - 2 - position : position;
  }
}
