package io.lazaret.core.model;

import org.jspecify.annotations.Nullable;

/**
 * The resampling of planes of one size to another as a linear map: forwards, and by its transpose,
 * which carries a gradient back from the target's samples to the source's. Made by {@link
 * ResampleKernel#resampling}.
 */
public final class Resampling {
  private final Axis columns;
  private final Axis rows;

  Resampling(Axis columns, Axis rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Resamples one plane.
   *
   * @param source rows x columns samples
   * @return samples of the target's size in the source's units, neither rounded nor clipped
   */
  public float[] apply(float[] source) {
    float[] narrow = columns.apply(source, rows.from());
    float[] turned = turn(narrow, rows.from(), columns.to());
    float[] small = rows.apply(turned, columns.to());
    return turn(small, columns.to(), rows.to());
  }

  /**
   * The transposed map: what each source sample is worth when each target sample is worth so much.
   *
   * @param target samples of the target's size
   * @return samples of the source's size
   */
  public float[] transposed(float[] target) {
    float[] turned = turn(target, rows.to(), columns.to());
    float[] tall = rows.transposed(turned, columns.to());
    float[] narrow = turn(tall, columns.to(), rows.from());
    return columns.transposed(narrow, rows.from());
  }

  private static float[] turn(float[] source, int rows, int columns) {
    float[] target = new float[source.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        target[column * rows + row] = source[row * columns + column];
      }
    }
    return target;
  }

  /**
   * One axis: each target sample is a weighted mean of neighbouring source samples.
   *
   * @param from source samples
   * @param first the first source sample of each target
   * @param weights the weights of each target, not normalised; null where both sizes are the same
   */
  record Axis(int from, int[] first, double @Nullable [][] weights) {
    int to() {
      return first.length;
    }

    private float[] apply(float[] source, int lines) {
      if (weights == null) {
        return source;
      }
      float[] target = new float[lines * to()];
      for (int to = 0; to < to(); to++) {
        double[] each = weights[to];
        double sum = sum(each);
        for (int line = 0; line < lines; line++) {
          int start = line * from + first[to];
          double value = 0;
          for (int i = 0; i < each.length; i++) {
            value += each[i] * source[start + i];
          }
          target[line * to() + to] = (float) (value / sum);
        }
      }
      return target;
    }

    private float[] transposed(float[] target, int lines) {
      if (weights == null) {
        return target;
      }
      float[] source = new float[lines * from];
      for (int to = 0; to < to(); to++) {
        double[] each = weights[to];
        double sum = sum(each);
        for (int line = 0; line < lines; line++) {
          int start = line * from + first[to];
          double share = target[line * to() + to] / sum;
          for (int i = 0; i < each.length; i++) {
            source[start + i] += (float) (each[i] * share);
          }
        }
      }
      return source;
    }

    private static double sum(double[] weights) {
      double sum = 0;
      for (double weight : weights) {
        sum += weight;
      }
      return sum;
    }
  }
}
