package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResampleKernelTest {
  @ParameterizedTest
  @EnumSource
  void anImageOfTheRightSizeIsLeftExactlyAsItIs(ResampleKernel kernel) {
    float[] image = random(12 * 17, 1);

    assertArrayEquals(image, kernel.resample(image, 12, 17, 12, 17));
  }

  @Property
  void aConstantImageStaysConstantAtEverySize(
      @ForAll ResampleKernel kernel,
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 70) int toHeight,
      @ForAll @IntRange(min = 1, max = 70) int toWidth) {
    float[] image = new float[height * width];
    Arrays.fill(image, 77);

    float[] resized = kernel.resample(image, height, width, toHeight, toWidth);

    assertEquals(toHeight * toWidth, resized.length);
    for (float value : resized) {
      assertEquals(77, value, 1e-3);
    }
  }

  /** Every length of a line to every other: no sample of the result may lack all weights. */
  @ParameterizedTest
  @EnumSource
  void noTwoSizesLeaveASampleWithoutWeights(ResampleKernel kernel) {
    for (int from = 1; from <= 160; from++) {
      float[] line = new float[from];
      Arrays.fill(line, 1);
      for (int to = 1; to <= 160; to++) {
        for (float value : kernel.resample(line, 1, from, 1, to)) {
          assertEquals(1, value, 1e-5, from + " to " + to);
        }
      }
    }
  }

  /** Reductions are how images come to the network: no source sample may be skipped. */
  @Property
  void everySourceSampleCountsWhenAnImageShrinks(
      @ForAll ResampleKernel kernel,
      @ForAll @IntRange(min = 2, max = 60) int from,
      @ForAll @IntRange(min = 1, max = 60) int to,
      @ForAll @IntRange(max = 59) int position) {
    int toLength = Math.min(from, to);
    float[] line = new float[from];
    line[position % from] = 1000;

    float[] resized = kernel.resample(line, 1, from, 1, toLength);

    double total = 0;
    for (float value : resized) {
      total += Math.abs(value);
    }
    assertTrue(total > 0, "sample " + position % from + " of " + from + " to " + toLength);
  }

  @Property
  void theMeanIsRoughlyKept(
      @ForAll ResampleKernel kernel,
      @ForAll @IntRange(min = 8, max = 40) int size,
      @ForAll @IntRange(min = 8, max = 40) int toSize,
      @ForAll long seed) {
    float[] image = new float[size * size];
    Random random = new Random(seed);
    double phase = random.nextDouble() * 6;
    for (int i = 0; i < image.length; i++) { // one smooth wave
      image[i] = (float) (100 + 40 * Math.sin(phase + 6.2 * (i % size + 0.5) / size));
    }

    assertEquals(mean(image), mean(kernel.resample(image, size, size, toSize, toSize)), 6);
  }

  @Test
  void boxOfHalfTheSizeIsTheMeanOfFour() {
    float[] image = {1, 2, 3, 4, /**/ 5, 6, 7, 8};

    assertArrayEquals(new float[] {3.5f, 5.5f}, ResampleKernel.BOX.resample(image, 2, 4, 1, 2));
  }

  @Test
  void boxOfAThirdMoreRepeatsSamples() {
    float[] enlarged = ResampleKernel.BOX.resample(new float[] {1, 2}, 1, 2, 1, 4);

    assertArrayEquals(new float[] {1, 1, 2, 2}, enlarged);
  }

  /** Stretched by two, the triangle weighs the four nearest samples 1/8, 3/8, 3/8, 1/8. */
  @Test
  void bilinearOfHalfTheSizeByHand() {
    float[] line = {0, 8, 16, 8, 80, 0, 0, 0};

    float[] half = ResampleKernel.BILINEAR.resample(line, 1, 8, 1, 4);

    assertEquals((8 + 3 * 16 + 3 * 8 + 80) / 8.0, half[1], 1e-4);
    assertEquals((8 + 3 * 80 + 0 + 0) / 8.0, half[2], 1e-4);
    assertEquals((3 * 0 + 3 * 8 + 16) / 7.0, half[0], 1e-4, "cut at the edge, weights renewed");
  }

  /** Halfway between two samples Keys' cubic (a = -1/2) weighs -1/16, 9/16, 9/16, -1/16. */
  @Test
  void kernelsHaveTheirTextbookValues() {
    assertEquals(-1 / 16.0, ResampleKernel.BICUBIC.weight(1.5), 1e-12);
    assertEquals(9 / 16.0, ResampleKernel.BICUBIC.weight(-0.5), 1e-12);
    assertEquals(0.25, ResampleKernel.BILINEAR.weight(0.75), 1e-12);
    assertEquals(1, ResampleKernel.LANCZOS.weight(0), 1e-12);
    assertEquals(0, ResampleKernel.LANCZOS.weight(2), 1e-12);
    assertEquals(0.6079271, ResampleKernel.LANCZOS.weight(0.5), 1e-6);
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
