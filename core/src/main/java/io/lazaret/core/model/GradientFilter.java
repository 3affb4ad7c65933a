package io.lazaret.core.model;

import io.lazaret.core.model.view.GaussianBlur;
import io.lazaret.core.model.view.Median3;
import io.lazaret.core.model.view.View;
import io.lazaret.core.model.view.Wiener3;
import java.util.List;

/**
 * The gradient matched filter: how much the fine noise of an image looks like the input gradient of
 * the network's own predicted margin. A perturbation that was made from such a gradient correlates
 * with it; the noise of a camera or an encoder does not.
 *
 * <p>The <b>residual</b> of each way of denoising is the image minus the denoised image. With g the
 * gradient, r a residual and c the residual in 8-bit levels, clipped to [-2, 2], each residual
 * gives five numbers: the cosine of r and g; the mean of sign(g) c; the same over the tenth of the
 * samples where |g| is largest; sum(g c) / sum|g|; sum(g r). Images of several channels are one
 * long vector. A row is
 *
 * <ul>
 *   <li>0 to 19: the five numbers of each residual, g taken at the image
 *   <li>20 to 24: of that g, the logarithms of the sum |g|, of the Euclidean norm and of the
 *       largest |g|; the predicted margin; the logarithm of margin / sum |g|, roughly the size of
 *       the smallest perturbation that changes the prediction
 *   <li>25 to 44: as 0 to 19, g taken at the blurred image, r still of the image
 *   <li>45: the cosine of the two gradients
 * </ul>
 *
 * <p>The gradient at the blurred image is that of the same two logits: the image's largest minus
 * its second. A gradient or margin that is not finite gives numbers that are not finite.
 */
public final class GradientFilter {
  /** What takes the noise away, in the order of a row. */
  public static final List<View> DENOISERS =
      List.of(new GaussianBlur(0.7), new GaussianBlur(1.0, 2), new Median3(), new Wiener3(1));

  /** The denoiser whose image is also run through the network. */
  static final int BLURRED = 1;

  private static final int NUMBERS = 5;

  /** Numbers of the residuals at one gradient. */
  private static final int CORRELATIONS = NUMBERS * DENOISERS.size();

  private static final int NORMS = CORRELATIONS;
  private static final int AT_BLURRED = NORMS + 5;

  /** Numbers of a row. */
  public static final int SIZE = AT_BLURRED + CORRELATIONS + 1;

  /** Keeps quotients and logarithms finite where a gradient or a residual is zero everywhere. */
  private static final double TINY = 1e-9;

  private static final double TINY_SUM = 1e-12;

  private GradientFilter() {}

  /**
   * The row of an image.
   *
   * @param image with its denoised planes
   * @param gradient of the predicted margin, at the image
   * @param blurredGradient of the same difference of logits, at the blurred image
   * @param margin the predicted margin of the image
   */
  public static float[] row(
      Prepared image, float[] gradient, float[] blurredGradient, double margin) {
    if (gradient.length != image.planeSize() || blurredGradient.length != image.planeSize()) {
      throw new IllegalArgumentException("a gradient is not of the image's length");
    }
    float[] row = new float[SIZE];
    Norms norms = Norms.of(gradient);
    Norms blurredNorms = Norms.of(blurredGradient);
    correlate(image, gradient, norms, row, 0);
    row[NORMS] = (float) Math.log(norms.sum());
    row[NORMS + 1] = (float) Math.log(norms.euclidean() + TINY);
    row[NORMS + 2] = (float) Math.log(norms.largest() + TINY);
    row[NORMS + 3] = (float) margin;
    row[NORMS + 4] = (float) Math.log(margin / norms.sum() + TINY);
    correlate(image, blurredGradient, blurredNorms, row, AT_BLURRED);
    row[SIZE - 1] = (float) cosine(gradient, blurredGradient, norms, blurredNorms);
    return row;
  }

  /**
   * Sizes of a gradient.
   *
   * @param sum of the magnitudes, a little more than 0
   * @param euclidean root of the sum of squares
   * @param largest magnitude
   * @param decile the magnitude that the largest tenth of the samples reach
   */
  private record Norms(double sum, double euclidean, double largest, float decile) {
    static Norms of(float[] gradient) {
      double sum = TINY_SUM;
      double squares = 0;
      float largest = 0;
      for (float g : gradient) {
        sum += Math.abs(g);
        squares += (double) g * g;
        largest = Math.max(largest, Math.abs(g));
      }
      float decile = Magnitudes.ofRank(gradient, (9 * (gradient.length - 1) + 9) / 10);
      return new Norms(sum, Math.sqrt(squares), largest, decile);
    }
  }

  private static void correlate(
      Prepared image, float[] gradient, Norms norms, float[] row, int from) {
    float[] values = image.values();
    for (int denoiser = 0, at = from; denoiser < DENOISERS.size(); denoiser++, at += NUMBERS) {
      int offset = image.denoisedOffset(denoiser);
      double product = 0;
      double squares = 0;
      double signs = 0;
      double topSigns = 0;
      double weighted = 0;
      int top = 0;
      for (int i = 0; i < gradient.length; i++) {
        float g = gradient[i];
        float residual = values[i] - values[offset + i];
        float clipped = Math.max(-2f, Math.min(2f, 255f * residual));
        float signed = Math.signum(g) * clipped;
        product += g * residual;
        squares += residual * residual;
        weighted += g * clipped;
        signs += signed;
        if (Math.abs(g) >= norms.decile()) {
          topSigns += signed;
          top++;
        }
      }
      row[at] = (float) (product / (Math.sqrt(squares) * norms.euclidean() + TINY));
      row[at + 1] = (float) (signs / gradient.length);
      row[at + 2] = (float) (topSigns / top);
      row[at + 3] = (float) (weighted / norms.sum());
      row[at + 4] = (float) product;
    }
  }

  private static double cosine(float[] a, float[] b, Norms normsOfA, Norms normsOfB) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return product / (normsOfA.euclidean() * normsOfB.euclidean() + TINY);
  }
}
