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
      values[i] = Levels.intensity(clampToLevel(values[i]));
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
    Blocks blocks = new Blocks(height, width);
    blocks.read(values, start);
    blocks.transform();
    blocks.quantise(steps);
    blocks.inverse();
    blocks.write(values, start);
  }

  /**
   * A plane as blocks. What all blocks have at one place lies together, so that one instruction
   * does several blocks. Nothing is added up in another order for that.
   */
  private static final class Blocks {
    private final int height;
    private final int width;
    private final int across;
    private final int count;

    /** Eight lines of eight numbers of each block; what they are changes with every step. */
    private float[][] lines;

    private float[][] others;

    Blocks(int height, int width) {
      this.height = height;
      this.width = width;
      this.across = (width + 7) / 8;
      this.count = across * ((height + 7) / 8);
      this.lines = new float[8][8 * count];
      this.others = new float[8][8 * count];
    }

    /** Line x, then y: samples. Blocks over the edge repeat the last row and column. */
    void read(float[] values, int start) {
      for (int first = 0, top = 0; top < height; first += across, top += 8) {
        for (int y = 0; y < 8; y++) {
          int row = start + Math.min(top + y, height - 1) * width;
          int to = y * count + first;
          for (int x = 0; x < 8; x++) {
            float[] line = lines[x];
            for (int block = 0; block < across; block++) {
              line[to + block] = values[row + Math.min(block * 8 + x, width - 1)] - 128;
            }
          }
        }
      }
    }

    /** Line y, then x: samples. */
    void write(float[] values, int start) {
      for (int first = 0, top = 0; top < height; first += across, top += 8) {
        for (int y = 0; y < Math.min(8, height - top); y++) {
          int row = start + (top + y) * width;
          float[] line = lines[y];
          for (int x = 0; x < 8; x++) {
            for (int from = x * count + first, at = x; at < width; from++, at += 8) {
              values[row + at] = clampToLevel(line[from] + 128);
            }
          }
        }
      }
    }

    /** Two-dimensional DCT-II: lines of x become lines of v, each by u. */
    void transform() {
      along(false);
      turn();
      along(false);
    }

    /** Two-dimensional DCT-III: lines of v become lines of y, each by x. */
    void inverse() {
      turn();
      along(true);
      turn();
      along(true);
    }

    /** Line v, then u: coefficients. */
    void quantise(float[] steps) {
      for (int v = 0; v < 8; v++) {
        float[] line = lines[v];
        for (int u = 0; u < 8; u++) {
          float step = steps[v * 8 + u];
          for (int i = u * count; i < (u + 1) * count; i++) {
            line[i] = round(line[i] / step) * step;
          }
        }
      }
    }

    /** One dimension for all blocks: each new line is a sum of all lines. */
    private void along(boolean inverse) {
      float[] weights = new float[8];
      for (int to = 0; to < 8; to++) {
        for (int from = 0; from < 8; from++) {
          weights[from] = inverse ? COSINES[from * 8 + to] : COSINES[to * 8 + from];
        }
        sum(lines, weights, others[to]);
      }
      swap();
    }

    private static void sum(float[][] lines, float[] weights, float[] sum) {
      for (int from = 0; from < 8; from += 4) {
        add(lines, weights, from, sum);
      }
    }

    private static void add(float[][] lines, float[] weights, int from, float[] sum) {
      float[] a = lines[from];
      float[] b = lines[from + 1];
      float[] c = lines[from + 2];
      float[] d = lines[from + 3];
      float forA = weights[from];
      float forB = weights[from + 1];
      float forC = weights[from + 2];
      float forD = weights[from + 3];
      for (int i = 0; i < sum.length; i++) {
        float before = from == 0 ? 0 : sum[i];
        sum[i] = before + forA * a[i] + forB * b[i] + forC * c[i] + forD * d[i];
      }
    }

    /** Changes which of a block's two directions the lines go through. */
    private void turn() {
      for (int i = 0; i < 8; i++) {
        for (int k = 0; k < 8; k++) {
          System.arraycopy(lines[i], k * count, others[k], i * count, count);
        }
      }
      swap();
    }

    private void swap() {
      float[][] done = others;
      others = lines;
      lines = done;
    }
  }

  private static int clampToLevel(float value) {
    return Math.max(0, Math.min(255, round(value)));
  }

  /**
   * What {@link Math#round(float)} gives of a number within a million of 0, in two instructions: no
   * digit of such a float is lost when it is added as a double, and truncating rounds down there.
   */
  private static int round(float value) {
    return (int) (value + 1_048_576.5) - 1_048_576;
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
