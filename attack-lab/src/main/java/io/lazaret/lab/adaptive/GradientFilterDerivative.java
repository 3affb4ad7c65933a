package io.lazaret.lab.adaptive;

import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.view.View;
import java.util.Arrays;

/**
 * The derivative of a weighted sum of the numbers of the {@link GradientFilter} by what they are
 * made of: the file, through its residuals; the two gradients; the predicted margin. Signs have no
 * derivative, what is clipped has none, and the samples where a gradient is largest stay the same.
 */
final class GradientFilterDerivative {
  private static final int NUMBERS = 5;
  private static final int NORMS = NUMBERS * GradientFilter.DENOISERS.size();
  private static final int AT_BLURRED = NORMS + 5;
  private static final double TINY = 1e-9;
  private static final double TINY_SUM = 1e-12;

  private final float[] byFile;
  private final float[][] byGradients;
  private double byMargin;

  private GradientFilterDerivative(int size) {
    byFile = new float[size];
    byGradients = new float[2][size];
  }

  /**
   * Differentiates.
   *
   * @param file the image
   * @param gradients at the image and at the blurred image
   * @param margin predicted, above 0
   * @param weights of the numbers, in their order
   */
  static GradientFilterDerivative of(
      Levels file, float[][] gradients, double margin, double[] weights) {
    float[] image = file.intensities();
    Direction atImage = new Direction(gradients[0]);
    Direction atBlurred = new Direction(gradients[1]);
    var derivative = new GradientFilterDerivative(image.length);
    for (int i = 0; i < GradientFilter.DENOISERS.size(); i++) {
      View denoiser = GradientFilter.DENOISERS.get(i);
      float[] residual = denoiser.apply(file);
      for (int j = 0; j < residual.length; j++) {
        residual[j] = image[j] - residual[j];
      }
      float[] byResidual = new float[residual.length];
      int at = NUMBERS * i;
      atImage.correlate(residual, weights, at, byResidual, derivative.byGradients[0]);
      atBlurred.correlate(
          residual, weights, AT_BLURRED + at, byResidual, derivative.byGradients[1]);
      float[] byDenoised = denoiser.pullBack(file, byResidual);
      for (int j = 0; j < residual.length; j++) {
        derivative.byFile[j] += byResidual[j] - byDenoised[j];
      }
    }
    derivative.addNorms(atImage, margin, weights);
    derivative.addCosine(atImage, atBlurred, weights[GradientFilter.SIZE - 1]);
    return derivative;
  }

  /** By the samples of the file, through its residuals. */
  float[] byFile() {
    return byFile;
  }

  /** By the samples of the gradient at the image and of that at the blurred image. */
  float[][] byGradients() {
    return byGradients;
  }

  /** By the predicted margin. */
  double byMargin() {
    return byMargin;
  }

  private void addNorms(Direction direction, double margin, double[] weights) {
    double quotient = margin / direction.sum;
    double bySum =
        weights[NORMS] / direction.sum
            - weights[NORMS + 4] * quotient / (quotient + TINY) / direction.sum;
    double byLength = weights[NORMS + 1] / (direction.length + TINY);
    float[] g = direction.gradient;
    for (int i = 0; i < g.length; i++) {
      double unit = direction.length > 0 ? g[i] / direction.length : 0;
      byGradients[0][i] += (float) (bySum * Math.signum(g[i]) + byLength * unit);
    }
    int largest = direction.largest;
    double size = Math.abs(g[largest]) + TINY;
    byGradients[0][largest] += (float) (weights[NORMS + 2] * Math.signum(g[largest]) / size);
    byMargin = weights[NORMS + 3] + weights[NORMS + 4] / (quotient + TINY) / direction.sum;
  }

  private void addCosine(Direction one, Direction other, double weight) {
    double dot = 0;
    for (int i = 0; i < one.gradient.length; i++) {
      dot += (double) one.gradient[i] * other.gradient[i];
    }
    double product = one.length * other.length + TINY;
    for (int i = 0; i < one.gradient.length && one.length > 0 && other.length > 0; i++) {
      double a = one.gradient[i];
      double b = other.gradient[i];
      double byOne = b - dot * other.length / one.length / product * a;
      double byOther = a - dot * one.length / other.length / product * b;
      byGradients[0][i] += (float) (weight * byOne / product);
      byGradients[1][i] += (float) (weight * byOther / product);
    }
  }

  /** A gradient and its sizes. */
  private static final class Direction {
    private final float[] gradient;
    private final boolean[] top;
    private final double sum;
    private final double length;
    private final int largest;
    private final int tops;

    Direction(float[] gradient) {
      this.gradient = gradient;
      float[] sorted = new float[gradient.length];
      double absolute = TINY_SUM;
      double squares = 0;
      int most = 0;
      for (int i = 0; i < gradient.length; i++) {
        sorted[i] = Math.abs(gradient[i]);
        absolute += sorted[i];
        squares += (double) gradient[i] * gradient[i];
        most = sorted[i] > Math.abs(gradient[most]) ? i : most;
      }
      Arrays.sort(sorted);
      float decile = sorted[(9 * (sorted.length - 1) + 9) / 10];
      this.top = new boolean[gradient.length];
      int count = 0;
      for (int i = 0; i < gradient.length; i++) {
        top[i] = Math.abs(gradient[i]) >= decile;
        count += top[i] ? 1 : 0;
      }
      this.sum = absolute;
      this.length = Math.sqrt(squares);
      this.largest = most;
      this.tops = count;
    }

    /** Adds what the five numbers of a residual say of it and of this gradient. */
    void correlate(
        float[] residual, double[] weights, int at, float[] byResidual, float[] byGradient) {
      double product = 0;
      double weighted = 0;
      double squares = 0;
      for (int i = 0; i < residual.length; i++) {
        product += (double) gradient[i] * residual[i];
        weighted += gradient[i] * clipped(residual[i]);
        squares += (double) residual[i] * residual[i];
      }
      double size = Math.sqrt(squares);
      double whole = size * length + TINY;
      double byProduct = weights[at] / whole + weights[at + 4];
      double bySizes = -weights[at] * product / (whole * whole);
      double mean = weights[at + 1] / residual.length;
      double topMean = weights[at + 2] / tops;
      double share = weights[at + 3] / sum;
      for (int i = 0; i < residual.length; i++) {
        double g = gradient[i];
        double r = residual[i];
        double byClipped = share * g + Math.signum(g) * (mean + (top[i] ? topMean : 0));
        double inside = Math.abs(255 * r) <= 2 ? 255 : 0;
        double unitR = size > 0 ? r / size : 0;
        double unitG = length > 0 ? g / length : 0;
        byResidual[i] += (float) (byProduct * g + bySizes * length * unitR + inside * byClipped);
        byGradient[i] +=
            (float)
                (byProduct * r
                    + bySizes * size * unitG
                    + share * (clipped(residual[i]) - weighted / sum * Math.signum(g)));
      }
    }

    private static double clipped(float residual) {
      return Math.max(-2, Math.min(2, 255.0 * residual));
    }
  }
}
