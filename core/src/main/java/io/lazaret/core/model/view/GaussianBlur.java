package io.lazaret.core.model.view;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/**
 * Convolution with a 3 x 3 Gaussian, edges reflected.
 *
 * @param sigma standard deviation in pixels, above 0; beyond about 1 the 3 x 3 window cuts it short
 */
public record GaussianBlur(double sigma) implements View {
  public GaussianBlur {
    if (!(sigma > 0)) {
      throw new IllegalArgumentException("sigma must be positive, not " + sigma);
    }
  }

  @Override
  public String name() {
    return "gaussian-" + sigma;
  }

  @Override
  public float[] apply(Levels image) {
    double side = Math.exp(-1 / (2 * sigma * sigma));
    float edge = (float) (side / (1 + 2 * side));
    float centre = 1 - 2 * edge;
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    float[] source = image.intensities();
    float[] rows = new float[source.length];
    float[] blurred = new float[source.length];
    for (int line = 0; line < geometry.channels() * height; line++) {
      int start = line * width;
      for (int x = 0; x < width; x++) {
        int left = x == 0 ? 1 : x - 1;
        int right = x == width - 1 ? width - 2 : x + 1;
        rows[start + x] =
            centre * source[start + x] + edge * (source[start + left] + source[start + right]);
      }
    }
    for (int line = 0; line < geometry.channels() * height; line++) {
      int y = line % height;
      int up = (line + (y == 0 ? 1 : -1)) * width;
      int down = (line + (y == height - 1 ? -1 : 1)) * width;
      for (int x = 0; x < width; x++) {
        blurred[line * width + x] =
            centre * rows[line * width + x] + edge * (rows[up + x] + rows[down + x]);
      }
    }
    return blurred;
  }
}
