package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {
  /** What makes a transpose: {@code <A x, y> = <x, A' y>} for all x and y. */
  @Property(tries = 200)
  void theTransposedMapIsTheTranspose(
      @ForAll ResampleKernel kernel,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int toHeight,
      @ForAll @IntRange(min = 1, max = 40) int toWidth,
      @ForAll long seed) {
    Resampling resampling = kernel.resampling(height, width, toHeight, toWidth);
    Random random = new Random(seed);
    float[] source = random(height * width, random);
    float[] target = random(toHeight * toWidth, random);

    float[] back = resampling.transposed(target);

    assertEquals(source.length, back.length);
    double forwards = dot(resampling.apply(source), target);
    assertEquals(forwards, dot(source, back), 1e-4 * (1 + target.length));
  }

  @ParameterizedTest
  @EnumSource
  void oneMapServesManyPlanes(ResampleKernel kernel) {
    Resampling resampling = kernel.resampling(20, 13, 9, 12);
    Random random = new Random(1);
    for (int n = 0; n < 3; n++) {
      float[] plane = random(20 * 13, random);

      assertArrayEquals(kernel.resample(plane, 20, 13, 9, 12), resampling.apply(plane));
    }
  }

  private static float[] random(int size, Random random) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
