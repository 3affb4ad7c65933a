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
    int[] window = new int[9];
    for (int channel = 0, i = 0; channel < geometry.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++, i++) {
          for (int k = 0; k < 9; k++) {
            window[k] =
                image.level(channel, reflect(y + k / 3 - 1, height), reflect(x + k % 3 - 1, width));
          }
          filtered[i] = median(window) / 255f;
        }
      }
    }
    return filtered;
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

  /**
   * The median of nine by the 19-exchange network of Smith (1996); leaves the array in disorder.
   */
  private static int median(int[] p) {
    order(p, 1, 2);
    order(p, 4, 5);
    order(p, 7, 8);
    order(p, 0, 1);
    order(p, 3, 4);
    order(p, 6, 7);
    order(p, 1, 2);
    order(p, 4, 5);
    order(p, 7, 8);
    order(p, 0, 3);
    order(p, 5, 8);
    order(p, 4, 7);
    order(p, 3, 6);
    order(p, 1, 4);
    order(p, 2, 5);
    order(p, 4, 7);
    order(p, 4, 2);
    order(p, 6, 4);
    order(p, 4, 2);
    return p[4];
  }

  private static void order(int[] p, int low, int high) {
    int a = p[low];
    int b = p[high];
    p[low] = Math.min(a, b);
    p[high] = Math.max(a, b);
  }
}
