package io.lazaret.core.model.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.ModelImages;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each view against the plainest way to compute it. */
class ViewArithmeticTest {
  private static final Geometry RGB = new Geometry(3, 11, 9);

  @Property(tries = 100)
  void gaussianBlurIsTheConvolution(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.3, max = 1.5) double sigma,
      @ForAll @IntRange(min = 1, max = 7) int radius) {
    Levels image = ModelImages.noise(RGB, seed);

    float[] blurred = new GaussianBlur(sigma, radius).apply(image);

    for (int channel = 0, i = 0; channel < 3; channel++) {
      for (int y = 0; y < RGB.height(); y++) {
        for (int x = 0; x < RGB.width(); x++, i++) {
          double sum = 0;
          double weights = 0;
          for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
              double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
              sum += weight * level(image, channel, y + dy, x + dx) / 255.0;
              weights += weight;
            }
          }
          assertEquals(sum / weights, blurred[i], 1e-5);
        }
      }
    }
  }

  @Property(tries = 100)
  void medianIsTheFifthOfNineSorted(@ForAll long seed) {
    Levels image = ModelImages.noise(RGB, seed);

    float[] filtered = new Median3().apply(image);

    for (int channel = 0, i = 0; channel < 3; channel++) {
      for (int y = 0; y < RGB.height(); y++) {
        for (int x = 0; x < RGB.width(); x++, i++) {
          int[] window = new int[9];
          for (int k = 0; k < 9; k++) {
            window[k] = level(image, channel, y + k / 3 - 1, x + k % 3 - 1);
          }
          Arrays.sort(window);
          assertEquals(window[4] / 255f, filtered[i]);
        }
      }
    }
  }

  /** Block by block and sum by sum, to the last bit: scores must not change with the machine. */
  @Property(tries = 60)
  void jpegIsTheTransformOfEachBlock(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 100) int quality,
      @ForAll @IntRange(min = 8, max = 41) int height,
      @ForAll @IntRange(min = 8, max = 41) int width) {
    Levels image = ModelImages.noise(new Geometry(1, height, width), seed);

    float[] found = new JpegRoundTrip(quality).apply(image);

    float[] expected = new float[found.length];
    for (int top = 0; top < height; top += 8) {
      for (int left = 0; left < width; left += 8) {
        PlainJpeg.block(image, top, left, quality, expected);
      }
    }
    assertArrayEquals(expected, found);
  }

  @Property(tries = 60)
  void aShiftWraps(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 25) int right,
      @ForAll @IntRange(min = 0, max = 25) int down) {
    Levels image = ModelImages.noise(RGB, seed);

    float[] shifted = new Shift(right, down).apply(image);

    for (int channel = 0, i = 0; channel < 3; channel++) {
      for (int y = 0; y < RGB.height(); y++) {
        for (int x = 0; x < RGB.width(); x++, i++) {
          int fromY = Math.floorMod(y - down, RGB.height());
          int fromX = Math.floorMod(x - right, RGB.width());
          assertEquals(image.level(channel, fromY, fromX) / 255f, shifted[i]);
        }
      }
    }
  }

  /** Mean plus max(0, 1 - noise^2 / variance) of what differs from it. */
  @Property(tries = 100)
  void wienerKeepsWhatExceedsTheNoise(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 90) double noise) {
    Levels image = ModelImages.noise(RGB, seed);

    float[] filtered = new Wiener3(noise).apply(image);

    for (int channel = 0, i = 0; channel < 3; channel++) {
      for (int y = 0; y < RGB.height(); y++) {
        for (int x = 0; x < RGB.width(); x++, i++) {
          double mean = 0;
          for (int k = 0; k < 9; k++) {
            mean += level(image, channel, y + k / 3 - 1, x + k % 3 - 1) / 9.0;
          }
          double variance = 0;
          for (int k = 0; k < 9; k++) {
            double off = level(image, channel, y + k / 3 - 1, x + k % 3 - 1) - mean;
            variance += off * off / 9;
          }
          double kept = Math.max(0, 1 - noise * noise / (variance + 1e-9));
          double expected = mean + kept * (image.level(channel, y, x) - mean);
          assertEquals(expected / 255, filtered[i], 1e-6);
        }
      }
    }
  }

  @Property(tries = 50)
  void fewerBitsAreTheNearestOfFewerLevels(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int bits) {
    Levels image = ModelImages.noise(RGB, seed);

    float[] squeezed = new BitDepth(bits).apply(image);

    int top = (1 << bits) - 1;
    for (int i = 0; i < squeezed.length; i++) {
      assertEquals(image.level(i) / 255.0, squeezed[i], 0.5 / top + 1e-6, "the nearest");
      assertEquals(Math.rint(squeezed[i] * (double) top), squeezed[i] * (double) top, 1e-4);
    }
  }

  @Property(tries = 50)
  void aShiftIsUndoneByTheRestOfTheWayRound(
      @ForAll long seed,
      @ForAll @IntRange(max = 8) int right,
      @ForAll @IntRange(max = 10) int down) {
    Levels image = ModelImages.noise(RGB, seed);

    Levels there = Levels.quantise(RGB, new Shift(right, down).apply(image));
    float[] back = new Shift(RGB.width() - right, RGB.height() - down).apply(there);

    assertArrayEquals(image.intensities(), back);
  }

  @Test
  void aShiftOfOneMovesTheFirstSampleRightAndDown() {
    Levels image = ModelImages.noise(RGB, 4);

    Levels shifted = Levels.quantise(RGB, new Shift(1, 1).apply(image));

    assertEquals(image.level(0, 0, 0), shifted.level(0, 1, 1));
    assertEquals(image.level(2, 10, 8), shifted.level(2, 0, 0));
  }

  @Test
  void parametersOutOfRangeAreDefects() {
    assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(0));
    assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(1, 8));
    assertThrows(IllegalArgumentException.class, () -> new Wiener3(0));
    assertThrows(IllegalArgumentException.class, () -> new Wiener3(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new BitDepth(0));
    assertThrows(IllegalArgumentException.class, () -> new BitDepth(8));
    assertThrows(IllegalArgumentException.class, () -> new JpegRoundTrip(0));
    assertThrows(IllegalArgumentException.class, () -> new JpegRoundTrip(101));
  }

  /** Beyond the edge the image is reflected, the edge itself not repeated. */
  private static int level(Levels image, int channel, int y, int x) {
    return image.level(channel, reflect(y, RGB.height()), reflect(x, RGB.width()));
  }

  private static int reflect(int position, int length) {
    return position < 0 ? -position : position >= length ? 2 * length - 2 - position : position;
  }
}
