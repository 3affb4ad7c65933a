package io.lazaret.core.model.view;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/**
 * What a baseline JPEG of a quality leaves of the image (ITU-T T.81): 8 x 8 discrete cosine
 * transform, quantisation by the tables of annex K scaled as the Independent JPEG Group's encoder
 * does, and back. Colour goes through YCbCr without chroma subsampling. Entropy coding loses
 * nothing, so it is left out; that makes the view a few times cheaper than an encoder and
 * independent of which one is installed.
 *
 * @param quality 1 (worst) to 100
 */
public record JpegRoundTrip(int quality) implements View {
  private static final int[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99
  };
  private static final int[] CHROMINANCE = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99
  };

  /** Row u, column x: the cosine of frequency u at sample x, orthonormal. */
  private static final float[] COSINES = cosines();

  public JpegRoundTrip {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality must be 1 to 100, not " + quality);
    }
  }

  @Override
  public String name() {
    return "jpeg-" + quality;
  }

  @Override
  public float[] apply(Levels image) {
    Geometry geometry = image.geometry();
    int plane = geometry.height() * geometry.width();
    float[] values = image.intensities();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 255;
    }
    if (geometry.channels() == 3) {
      toYCbCr(values, plane);
    }
    for (int channel = 0; channel < geometry.channels(); channel++) {
      float[] steps = steps(channel == 0 ? LUMINANCE : CHROMINANCE);
      roundTrip(values, channel * plane, geometry.height(), geometry.width(), steps);
    }
    if (geometry.channels() == 3) {
      toRgb(values, plane);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = clampToLevel(values[i]) / 255f;
    }
    return values;
  }

  private float[] steps(int[] table) {
    int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    float[] steps = new float[64];
    for (int i = 0; i < 64; i++) {
      steps[i] = Math.max(1, Math.min(255, (table[i] * scale + 50) / 100));
    }
    return steps;
  }

  private static void roundTrip(float[] values, int start, int height, int width, float[] steps) {
    float[] block = new float[64];
    float[] work = new float[64];
    for (int top = 0; top < height; top += 8) {
      for (int left = 0; left < width; left += 8) {
        for (int i = 0; i < 64; i++) { // blocks over the edge repeat the last row and column
          int y = Math.min(top + i / 8, height - 1);
          int x = Math.min(left + i % 8, width - 1);
          block[i] = values[start + y * width + x] - 128;
        }
        transform(block, work);
        for (int i = 0; i < 64; i++) {
          block[i] = Math.round(block[i] / steps[i]) * steps[i];
        }
        inverse(block, work);
        for (int i = 0; i < 64; i++) {
          int y = top + i / 8;
          int x = left + i % 8;
          if (y < height && x < width) {
            values[start + y * width + x] = clampToLevel(block[i] + 128);
          }
        }
      }
    }
  }

  /** Two-dimensional DCT-II of a block, in place. */
  private static void transform(float[] block, float[] work) {
    for (int row = 0; row < 8; row++) {
      for (int u = 0; u < 8; u++) {
        float sum = 0;
        for (int x = 0; x < 8; x++) {
          sum += COSINES[u * 8 + x] * block[row * 8 + x];
        }
        work[u * 8 + row] = sum;
      }
    }
    for (int u = 0; u < 8; u++) {
      for (int v = 0; v < 8; v++) {
        float sum = 0;
        for (int y = 0; y < 8; y++) {
          sum += COSINES[v * 8 + y] * work[u * 8 + y];
        }
        block[v * 8 + u] = sum;
      }
    }
  }

  /** Two-dimensional DCT-III of a block, in place. */
  private static void inverse(float[] block, float[] work) {
    for (int v = 0; v < 8; v++) {
      for (int x = 0; x < 8; x++) {
        float sum = 0;
        for (int u = 0; u < 8; u++) {
          sum += COSINES[u * 8 + x] * block[v * 8 + u];
        }
        work[x * 8 + v] = sum;
      }
    }
    for (int x = 0; x < 8; x++) {
      for (int y = 0; y < 8; y++) {
        float sum = 0;
        for (int v = 0; v < 8; v++) {
          sum += COSINES[v * 8 + y] * work[x * 8 + v];
        }
        block[y * 8 + x] = sum;
      }
    }
  }

  private static float clampToLevel(float value) {
    return Math.max(0, Math.min(255, Math.round(value)));
  }

  /** Full-range YCbCr of JFIF (ITU-T T.871), rounded to levels as an encoder does. */
  private static void toYCbCr(float[] values, int plane) {
    for (int i = 0; i < plane; i++) {
      float r = values[i];
      float g = values[plane + i];
      float b = values[2 * plane + i];
      values[i] = clampToLevel(0.299f * r + 0.587f * g + 0.114f * b);
      values[plane + i] = clampToLevel(-0.168736f * r - 0.331264f * g + 0.5f * b + 128);
      values[2 * plane + i] = clampToLevel(0.5f * r - 0.418688f * g - 0.081312f * b + 128);
    }
  }

  private static void toRgb(float[] values, int plane) {
    for (int i = 0; i < plane; i++) {
      float luma = values[i];
      float blue = values[plane + i] - 128;
      float red = values[2 * plane + i] - 128;
      values[i] = luma + 1.402f * red;
      values[plane + i] = luma - 0.344136f * blue - 0.714136f * red;
      values[2 * plane + i] = luma + 1.772f * blue;
    }
  }

  private static float[] cosines() {
    float[] table = new float[64];
    for (int u = 0; u < 8; u++) {
      double norm = u == 0 ? Math.sqrt(0.125) : 0.5;
      for (int x = 0; x < 8; x++) {
        table[u * 8 + x] = (float) (norm * Math.cos((2 * x + 1) * u * Math.PI / 16));
      }
    }
    return table;
  }
}
