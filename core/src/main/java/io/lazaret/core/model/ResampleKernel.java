package io.lazaret.core.model;

import io.lazaret.core.RefusedException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Kernels of separable resampling. When an image shrinks, the kernel is stretched by the same
 * factor, so that every source sample counts (as Pillow does); the names are Pillow's.
 */
public enum ResampleKernel {
  BOX(0.5) {
    @Override
    double weight(double x) {
      return Math.abs(x) <= 0.5 + BORDER ? 1 : 0;
    }
  },
  BILINEAR(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = -0.5;
      double d = Math.abs(x);
      if (d < 1) {
        return ((a + 2) * d - (a + 3)) * d * d + 1;
      }
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    }
  },
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  };

  /**
   * A sample this near to the border between two targets counts to both: rounding must not leave it
   * out of either.
   */
  private static final double BORDER = 1e-9;

  private final double support;

  ResampleKernel(double support) {
    this.support = support;
  }

  /** The kernel's value at a distance, in samples of the coarser grid; not normalised. */
  abstract double weight(double x);

  /** Half the kernel's width, in samples of the coarser grid. */
  double support() {
    return support;
  }

  /** The name used in bundles and recipes. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kernel of a name.
   *
   * @throws RefusedException when there is none
   */
  public static ResampleKernel named(String code) {
    return Arrays.stream(values())
        .filter(kernel -> kernel.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown kernel '"
                        + code
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(ResampleKernel::code)
                            .collect(Collectors.joining(", "))));
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /**
   * Resamples one plane.
   *
   * @param source rows x columns samples
   * @return {@code toHeight * toWidth} samples in the source's units, neither rounded nor clipped
   */
  public float[] resample(float[] source, int height, int width, int toHeight, int toWidth) {
    float[] narrow = resampleRows(source, height, width, toWidth);
    float[] turned = transpose(narrow, height, toWidth);
    float[] small = resampleRows(turned, toWidth, height, toHeight);
    return transpose(small, toWidth, toHeight);
  }

  private float[] resampleRows(float[] source, int rows, int columns, int toColumns) {
    if (columns == toColumns) {
      return source;
    }
    double scale = (double) columns / toColumns;
    double stretch = Math.max(scale, 1);
    float[] target = new float[rows * toColumns];
    for (int to = 0; to < toColumns; to++) {
      double centre = (to + 0.5) * scale;
      int from = Math.max(0, (int) (centre - support * stretch + 0.5 - BORDER));
      int until = Math.min(columns, (int) (centre + support * stretch + 0.5 + BORDER));
      double[] weights = new double[until - from];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = weight((from + i - centre + 0.5) / stretch);
        sum += weights[i];
      }
      for (int row = 0; row < rows; row++) {
        double value = 0;
        for (int i = 0; i < weights.length; i++) {
          value += weights[i] * source[row * columns + from + i];
        }
        target[row * toColumns + to] = (float) (value / sum);
      }
    }
    return target;
  }

  private static float[] transpose(float[] source, int rows, int columns) {
    float[] target = new float[source.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        target[column * rows + row] = source[row * columns + column];
      }
    }
    return target;
  }
}
