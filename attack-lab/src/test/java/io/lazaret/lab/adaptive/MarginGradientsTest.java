package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.lab.attack.Objective;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarginGradientsTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final SmoothWhiteBox MODEL = new SmoothWhiteBox(GREY, 3, 0.3, 4);

  /** The blurred image's own leading logits may be others. */
  @Test
  void bothAreGradientsOfTheTwoLogitsThatLeadAtTheImage() {
    for (long seed = 0; seed < 20; seed++) {
      Levels file = file(seed);
      float[][] gradients = MarginGradients.of(MODEL, List.of(file)).of(0);

      FloatBuffer planes = FloatBuffer.allocate(2 * GREY.size());
      Prepared.of(file, List.of(), true).copyGradientPlanesTo(planes);
      int[] leading = MarginGradients.leading(MODEL.rows(new float[][] {image(planes, 0)})[0], 3);
      float[] seeds = new float[3];
      seeds[leading[0]] = 1;
      seeds[leading[1]] = -1;
      Objective margin = (i, logits) -> seeds;
      for (int plane = 0; plane < 2; plane++) {
        float[][] expected = MODEL.gradient(new float[][] {image(planes, plane)}, margin).byImage();
        assertArrayEquals(expected[0], gradients[plane], 1e-6f);
      }
    }
  }

  /** Against the gradients of files that differ by a level up and down in one sample. */
  @Test
  void aFunctionOfTheGradientsIsPulledBackByItsNumericDerivative() {
    Levels file = file(1);
    Random random = new Random(5);
    float[][] weights = {random(random), random(random)};

    float[] byFile =
        MarginGradients.of(MODEL, List.of(file)).pullBack(List.<float[][]>of(weights))[0];

    double largest = 0;
    for (float each : byFile) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int i = 0; i < byFile.length; i++) {
      double above = weighted(moved(file, i, 1), weights);
      double below = weighted(moved(file, i, -1), weights);
      assertEquals((above - below) * 255 / 2, byFile[i], 0.01 * largest);
    }
  }

  @Test
  void whereNothingIsAskedOfTheGradientsTheDerivativeIsZero() {
    List<Levels> files = List.of(file(1), file(2));
    float[][] zeros = new float[2][GREY.size()];

    float[][] byFiles = MarginGradients.of(MODEL, files).pullBack(List.of(new float[0][], zeros));

    assertArrayEquals(new float[GREY.size()], byFiles[0]);
    assertArrayEquals(new float[GREY.size()], byFiles[1]);
  }

  private static double weighted(Levels file, float[][] weights) {
    float[][] gradients = MarginGradients.of(MODEL, List.of(file)).of(0);
    double sum = 0;
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < weights[k].length; i++) {
        sum += weights[k][i] * gradients[k][i];
      }
    }
    return sum;
  }

  static Levels moved(Levels file, int index, int by) {
    byte[] levels = new byte[file.geometry().size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (file.level(i) + (i == index ? by : 0));
    }
    return new Levels(file.geometry(), levels);
  }

  private static float[] image(FloatBuffer planes, int plane) {
    return Arrays.copyOfRange(planes.array(), plane * GREY.size(), (plane + 1) * GREY.size());
  }

  private static float[] random(Random random) {
    float[] numbers = new float[GREY.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static Levels file(long seed) {
    Random random = new Random(seed);
    byte[] levels = new byte[GREY.size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (60 + random.nextInt(130));
    }
    return new Levels(GREY, levels);
  }
}
