package io.lazaret.core.model.view;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/**
 * The adaptive Wiener filter on every 3 x 3 neighbourhood, edges reflected (Lee, IEEE PAMI 1980):
 * the mean, plus what differs from it times {@code max(0, 1 - noise^2 / variance)}. Where the image
 * is as flat as its noise it becomes the mean; at an edge it stays as it is.
 *
 * @param noise standard deviation of the noise in 8-bit levels, above 0
 */
public record Wiener3(double noise) implements View {
  public Wiener3 {
    if (!(noise > 0)) {
      throw new IllegalArgumentException("noise must be positive, not " + noise);
    }
  }

  @Override
  public String name() {
    return "wiener-3-" + noise;
  }

  @Override
  public float[] apply(Levels image) {
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    float[] filtered = new float[geometry.size()];
    int[] sums = new int[width];
    int[] squares = new int[width];
    for (int channel = 0; channel < geometry.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        sumColumns(image, channel, y, sums, squares);
        int start = (channel * height + y) * width;
        for (int x = 0; x < width; x++) {
          int left = x == 0 ? 1 : x - 1;
          int right = x == width - 1 ? width - 2 : x + 1;
          int sum = sums[left] + sums[x] + sums[right];
          int square = squares[left] + squares[x] + squares[right];
          filtered[start + x] = filter(image.level(start + x), sum, square);
        }
      }
    }
    return filtered;
  }

  /**
   * Exact but where the variance is that of the noise, where the derivative is that of the mean.
   */
  @Override
  public float[] pullBack(Levels image, float[] byView) {
    Geometry geometry = image.geometry();
    float[] byImage = new float[byView.length];
    int[] window = new int[9];
    for (int i = 0; i < byView.length; i++) {
      window(geometry, i, window);
      int sum = 0;
      int square = 0;
      for (int index : window) {
        sum += image.level(index);
        square += image.level(index) * image.level(index);
      }
      double mean = sum / 9.0;
      double variance = (9 * square - sum * sum) / 81.0;
      double power = noise * noise;
      double kept = variance > power ? 1 - power / variance : 0;
      double off = image.level(i) - mean;
      double byVariance = variance > power ? off * power / (variance * variance) : 0;
      byImage[i] += (float) (kept * byView[i]);
      for (int index : window) {
        double share = (1 - kept + 2 * byVariance * (image.level(index) - mean)) / 9;
        byImage[index] += (float) (share * byView[i]);
      }
    }
    return byImage;
  }

  /** The indices of a neighbourhood. */
  private static void window(Geometry geometry, int centre, int[] window) {
    int height = geometry.height();
    int width = geometry.width();
    int x = centre % width;
    int y = centre / width % height;
    int top = centre - y * width - x;
    for (int k = 0; k < 9; k++) {
      int row = reflect(y + k / 3 - 1, height);
      window[k] = top + row * width + reflect(x + k % 3 - 1, width);
    }
  }

  private static int reflect(int position, int length) {
    return position < 0 ? 1 : position == length ? length - 2 : position;
  }

  /** Sums of the three levels above each other around a row, and of their squares. */
  private static void sumColumns(Levels image, int channel, int y, int[] sums, int[] squares) {
    int height = image.geometry().height();
    int width = image.geometry().width();
    int top = channel * height * width;
    int above = top + (y == 0 ? 1 : y - 1) * width;
    int here = top + y * width;
    int below = top + (y == height - 1 ? height - 2 : y + 1) * width;
    for (int x = 0; x < width; x++) {
      int a = image.level(above + x);
      int b = image.level(here + x);
      int c = image.level(below + x);
      sums[x] = a + b + c;
      squares[x] = a * a + b * b + c * c;
    }
  }

  private float filter(int level, int sum, int square) {
    double mean = sum / 9.0;
    double variance = (9 * square - sum * sum) / 81.0; // exact: nine levels squared fit an int
    double power = noise * noise;
    double kept = variance > power ? 1 - power / variance : 0;
    return (float) ((mean + kept * (level - mean)) / 255);
  }
}
