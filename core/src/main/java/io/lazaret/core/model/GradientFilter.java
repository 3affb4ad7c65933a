package io.lazaret.core.model;

import io.lazaret.core.model.view.GaussianBlur;
import io.lazaret.core.model.view.Median3;
import io.lazaret.core.model.view.View;
import io.lazaret.core.model.view.Wiener3;
import java.nio.FloatBuffer;
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
 *
 * <p>An instance uses its memory again for every image: one thread at a time.
 */
public final class GradientFilter {
  /** What takes the noise away, in the order of a row. */
  public static final List<View> DENOISERS =
      List.of(new GaussianBlur(0.7), new GaussianBlur(1.0, 2), new Median3(), new Wiener3(1));

  /** The denoiser whose image is also run through the network. */
  public static final int BLURRED = 1;

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

  /** Samples that are summed in single precision before their sum goes into a double. */
  private static final int BLOCK = 64;

  private final Direction atImage;
  private final Direction atBlurred;
  private final float[] residual = new float[BLOCK];
  private final float[] clipped = new float[BLOCK];

  /**
   * A filter for images of one size.
   *
   * @param size channels x height x width
   */
  public GradientFilter(int size) {
    atImage = new Direction(size);
    atBlurred = new Direction(size);
  }

  /**
   * The row of an image.
   *
   * @param image with its denoised planes
   * @param gradients from the buffer's position on, which moves behind them: the gradient of the
   *     predicted margin at the image, then that of the same two logits at the blurred image
   * @param margin the predicted margin of the image
   */
  public float[] row(Prepared image, FloatBuffer gradients, double margin) {
    atImage.set(gradients);
    atBlurred.set(gradients);
    float[] row = new float[SIZE];
    for (int denoiser = 0; denoiser < DENOISERS.size(); denoiser++) {
      correlate(image, denoiser, row);
    }
    row[NORMS] = (float) Math.log(atImage.sum);
    row[NORMS + 1] = (float) Math.log(atImage.euclidean + TINY);
    row[NORMS + 2] = (float) Math.log(atImage.largest + TINY);
    row[NORMS + 3] = (float) margin;
    row[NORMS + 4] = (float) Math.log(margin / atImage.sum + TINY);
    row[SIZE - 1] = (float) atImage.cosine(atBlurred);
    return row;
  }

  private void correlate(Prepared image, int denoiser, float[] row) {
    float[] values = image.values();
    int offset = image.denoisedOffset(denoiser);
    double squares = 0;
    for (int from = 0; from < image.planeSize(); from += BLOCK) {
      int length = Math.min(BLOCK, image.planeSize() - from);
      squares += subtract(values, from, offset + from, length);
      atImage.add(residual, clipped, from, length);
      atBlurred.add(residual, clipped, from, length);
    }
    atImage.finish(row, denoiser * NUMBERS, Math.sqrt(squares));
    atBlurred.finish(row, AT_BLURRED + denoiser * NUMBERS, Math.sqrt(squares));
  }

  /** Fills the residual of a block, as it is and clipped; gives the sum of its squares. */
  private float subtract(float[] values, int image, int denoised, int length) {
    for (int i = 0; i < length; i++) {
      residual[i] = values[image + i] - values[denoised + i];
      clipped[i] = Math.max(-2f, Math.min(2f, 255f * residual[i]));
    }
    float squares = 0;
    for (int i = 0; i < length; i++) {
      squares += residual[i] * residual[i];
    }
    return squares;
  }

  /** A gradient, and the sums of a residual along it. */
  private static final class Direction {
    private final float[] gradient;
    private final float[] signs;

    /** The signs of the tenth where the magnitude is largest, 0 elsewhere. */
    private final float[] topSigns;

    private double sum;
    private double euclidean;
    private float largest;
    private int top;
    private double product;
    private double weighted;
    private double signed;
    private double topSigned;

    Direction(int size) {
      gradient = new float[size];
      signs = new float[size];
      topSigns = new float[size];
    }

    void set(FloatBuffer source) {
      source.get(gradient);
      float decile = Magnitudes.ofRank(gradient, (9 * (gradient.length - 1) + 9) / 10);
      sum = TINY_SUM;
      double squares = 0;
      largest = 0;
      top = 0;
      for (int i = 0; i < gradient.length; i++) {
        float magnitude = Math.abs(gradient[i]);
        sum += magnitude;
        squares += (double) magnitude * magnitude;
        largest = Math.max(largest, magnitude);
        signs[i] = Math.signum(gradient[i]);
        boolean isTop = magnitude >= decile;
        topSigns[i] = isTop ? signs[i] : 0;
        top += isTop ? 1 : 0;
      }
      euclidean = Math.sqrt(squares);
    }

    /** Adds a block of a residual that begins at a sample. */
    void add(float[] residual, float[] clipped, int from, int length) {
      float products = 0;
      float weights = 0;
      float all = 0;
      float tops = 0;
      for (int i = 0; i < length; i++) {
        float g = gradient[from + i];
        products += g * residual[i];
        weights += g * clipped[i];
        all += signs[from + i] * clipped[i];
        tops += topSigns[from + i] * clipped[i];
      }
      product += products;
      weighted += weights;
      signed += all;
      topSigned += tops;
    }

    /** Writes the five numbers of a residual of a Euclidean length, and begins the next one. */
    void finish(float[] row, int at, double length) {
      row[at] = (float) (product / (length * euclidean + TINY));
      row[at + 1] = (float) (signed / gradient.length);
      row[at + 2] = (float) (topSigned / top);
      row[at + 3] = (float) (weighted / sum);
      row[at + 4] = (float) product;
      product = 0;
      weighted = 0;
      signed = 0;
      topSigned = 0;
    }

    double cosine(Direction other) {
      double dot = 0;
      for (int i = 0; i < gradient.length; i++) {
        dot += (double) gradient[i] * other.gradient[i];
      }
      return dot / (euclidean * other.euclidean + TINY);
    }
  }
}
