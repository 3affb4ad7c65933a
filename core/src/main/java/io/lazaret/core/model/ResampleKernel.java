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
    return resampling(height, width, toHeight, toWidth).apply(source);
  }

  /** Resampling from one size to another, for many planes and for gradients. */
  public Resampling resampling(int height, int width, int toHeight, int toWidth) {
    return new Resampling(axis(width, toWidth), axis(height, toHeight));
  }

  private Resampling.Axis axis(int from, int to) {
    if (from == to) {
      return new Resampling.Axis(from, new int[to], null);
    }
    double scale = (double) from / to;
    double stretch = Math.max(scale, 1);
    int[] first = new int[to];
    double[][] weights = new double[to][];
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      first[i] = Math.max(0, (int) (centre - support * stretch + 0.5 - BORDER));
      int until = Math.min(from, (int) (centre + support * stretch + 0.5 + BORDER));
      weights[i] = new double[until - first[i]];
      for (int j = 0; j < weights[i].length; j++) {
        weights[i][j] = weight((first[i] + j - centre + 0.5) / stretch);
      }
    }
    return new Resampling.Axis(from, first, weights);
  }
}
