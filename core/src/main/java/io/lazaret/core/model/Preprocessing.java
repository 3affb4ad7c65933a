package io.lazaret.core.model;

import io.lazaret.core.image.Pixels;

/**
 * Brings decoded pixels to what the network reads: grey or RGB, the model's geometry by a named
 * kernel, 8-bit levels. An image that already has the model's geometry and 8 bits is left exactly
 * as it is.
 *
 * <p>The result is rounded to 8 bits because detectors compare an image with mild views of itself:
 * an image resized here must carry the same rounding noise as the images that the lab resized and
 * encoded.
 *
 * @param geometry what the network reads
 * @param kernel how images of another size are resampled
 */
public record Preprocessing(Geometry geometry, ResampleKernel kernel) {

  /** Weights of red, green and blue in a grey sample (ITU-R BT.601). */
  private static final double[] LUMA = {0.299, 0.587, 0.114};

  public Levels apply(Pixels pixels) {
    byte[] levels = new byte[geometry.size()];
    int plane = geometry.height() * geometry.width();
    for (int channel = 0; channel < geometry.channels(); channel++) {
      float[] source = plane(pixels, channel);
      float[] resized =
          kernel.resample(
              source, pixels.height(), pixels.width(), geometry.height(), geometry.width());
      for (int i = 0; i < plane; i++) {
        // As Math.round, which the compiler does not know: nothing here is negative.
        levels[channel * plane + i] = (byte) (Math.min(255f, Math.max(0f, resized[i])) + 0.5);
      }
    }
    return new Levels(geometry, levels);
  }

  /** One channel of the wanted colour model in units of 8-bit levels. */
  private float[] plane(Pixels pixels, int channel) {
    boolean mix = geometry.channels() == 1 && pixels.channels() == 3;
    int from = pixels.channels() == 1 ? 0 : channel;
    double scale = 255.0 / pixels.maxValue();
    float[] plane = new float[pixels.height() * pixels.width()];
    for (int y = 0, i = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++, i++) {
        plane[i] = (float) (scale * (mix ? luma(pixels, x, y) : pixels.sample(x, y, from)));
      }
    }
    return plane;
  }

  private static double luma(Pixels pixels, int x, int y) {
    return LUMA[0] * pixels.sample(x, y, 0)
        + LUMA[1] * pixels.sample(x, y, 1)
        + LUMA[2] * pixels.sample(x, y, 2);
  }
}
