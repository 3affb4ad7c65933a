package io.lazaret.core.model.view;

import io.lazaret.core.model.Levels;

/** What a baseline JPEG leaves of a block of luminance, by the formulas of ITU-T T.81. */
final class PlainJpeg {
  private static final int[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99
  };

  private PlainJpeg() {}

  /** Writes what is left of the block at a place as intensities. */
  static void block(Levels image, int top, int left, int quality, float[] target) {
    int height = image.geometry().height();
    int width = image.geometry().width();
    float[] samples = new float[64];
    for (int i = 0; i < 64; i++) {
      int y = Math.min(top + i / 8, height - 1);
      int x = Math.min(left + i % 8, width - 1);
      samples[i] = image.level(0, y, x) / 255f * 255 - 128;
    }
    float[] coefficients = columns(rows(samples, false), false);
    int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (int i = 0; i < 64; i++) {
      float step = Math.max(1, Math.min(255, (LUMINANCE[i] * scale + 50) / 100));
      coefficients[i] = Math.round(coefficients[i] / step) * step;
    }
    float[] back = columns(rows(coefficients, true), true);
    for (int i = 0; i < 64; i++) {
      int y = top + i / 8;
      int x = left + i % 8;
      if (y < height && x < width) {
        int level = Math.round(back[i] + 128);
        target[y * width + x] = Math.max(0, Math.min(255, level)) / 255f;
      }
    }
  }

  private static float[] rows(float[] block, boolean inverse) {
    float[] result = new float[64];
    for (int i = 0; i < 64; i++) {
      for (int k = 0; k < 8; k++) {
        result[i] += cosine(i % 8, k, inverse) * block[i / 8 * 8 + k];
      }
    }
    return result;
  }

  private static float[] columns(float[] block, boolean inverse) {
    float[] result = new float[64];
    for (int i = 0; i < 64; i++) {
      for (int k = 0; k < 8; k++) {
        result[i] += cosine(i / 8, k, inverse) * block[k * 8 + i % 8];
      }
    }
    return result;
  }

  private static float cosine(int to, int from, boolean inverse) {
    int frequency = inverse ? from : to;
    int sample = inverse ? to : from;
    double norm = frequency == 0 ? Math.sqrt(0.125) : 0.5;
    return (float) (norm * Math.cos((2 * sample + 1) * frequency * Math.PI / 16));
  }
}
