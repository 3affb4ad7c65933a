package io.lazaret.core.model.view;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/** The median of every 3 x 3 neighbourhood, edges reflected. */
public record Median3() implements View {
  @Override
  public String name() {
    return "median-3";
  }

  @Override
  public float[] apply(Levels image) {
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    float[] filtered = new float[geometry.size()];
    int[][] lines = new int[3][width];
    for (int row = 0; row < geometry.channels() * height; row++) {
      int y = row % height;
      int top = row - y;
      readRow(image, top + reflect(y - 1, height), lines[0]);
      readRow(image, row, lines[1]);
      readRow(image, top + reflect(y + 1, height), lines[2]);
      sortColumns(lines[0], lines[1], lines[2]);
      medians(lines[0], lines[1], lines[2], filtered, row * width);
    }
    return filtered;
  }

  private static void readRow(Levels image, int row, int[] line) {
    for (int x = 0, i = row * line.length; x < line.length; x++) {
      line[x] = image.level(i + x);
    }
  }

  /** Puts the lowest of the three levels of each column first, the highest last. */
  private static void sortColumns(int[] low, int[] middle, int[] high) {
    for (int x = 0; x < low.length; x++) {
      int a = low[x];
      int b = middle[x];
      int c = high[x];
      int least = Math.min(a, b);
      int most = Math.max(a, b);
      low[x] = Math.min(least, c);
      middle[x] = Math.max(least, Math.min(most, c));
      high[x] = Math.max(most, c);
    }
  }

  /**
   * The median of nine, of which each three in a column are sorted: that of the highest low one,
   * the middle middle one and the lowest high one (Devillard, 1998).
   */
  private static void medians(int[] low, int[] middle, int[] high, float[] target, int start) {
    int last = low.length - 1;
    for (int x = 1; x < last; x++) {
      target[start + x] = Levels.intensity(median(low, middle, high, x - 1, x, x + 1));
    }
    target[start] = Levels.intensity(median(low, middle, high, 1, 0, 1));
    target[start + last] = Levels.intensity(median(low, middle, high, last - 1, last, last - 1));
  }

  private static int median(int[] low, int[] middle, int[] high, int left, int x, int right) {
    return median(
        Math.max(Math.max(low[left], low[right]), low[x]),
        median(middle[left], middle[x], middle[right]),
        Math.min(Math.min(high[left], high[right]), high[x]));
  }

  private static int median(int a, int b, int c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** Each median moves with the neighbours that have its level, in equal shares. */
  @Override
  public float[] pullBack(Levels image, float[] byView) {
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    float[] medians = apply(image);
    float[] byImage = new float[geometry.size()];
    int[] window = new int[9];
    for (int i = 0; i < byImage.length; i++) {
      int y = i / width % height;
      int top = i - y * width - i % width;
      int level = Math.round(medians[i] * 255);
      int sharing = 0;
      for (int k = 0; k < 9; k++) {
        int index =
            top + reflect(y + k / 3 - 1, height) * width + reflect(i % width + k % 3 - 1, width);
        if (image.level(index) == level) {
          window[sharing++] = index;
        }
      }
      for (int k = 0; k < sharing; k++) {
        byImage[window[k]] += byView[i] / sharing;
      }
    }
    return byImage;
  }

  private static int reflect(int position, int length) {
    return position < 0 ? 1 : position == length ? length - 2 : position;
  }
}
