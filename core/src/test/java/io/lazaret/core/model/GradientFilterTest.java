package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.view.View;
import java.nio.BufferUnderflowException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GradientFilterTest {
  private static final Geometry GREY = new Geometry(1, 9, 12);
  private static final Geometry RGB = new Geometry(3, 8, 11);
  private static final int AT_BLURRED = 25;
  private static final int COSINE_OF_GRADIENTS = 45;

  /** Each number from its definition, sorted and summed in the plainest way. */
  @Property(tries = 100)
  void everyNumberIsWhatItsDefinitionSays(@ForAll long seed, @ForAll boolean colour) {
    Geometry geometry = colour ? RGB : GREY;
    Levels image = ModelImages.xrayLike(geometry, seed);
    double[] gradient = gradient(geometry, seed);
    double[] blurred = gradient(geometry, seed + 1);

    float[] row = row(image, gradient, blurred, 1.5);

    assertEquals(GradientFilter.SIZE, row.length);
    assertClose(correlations(image, gradient), Arrays.copyOfRange(row, 0, 20));
    assertClose(correlations(image, blurred), Arrays.copyOfRange(row, AT_BLURRED, 45));
    double sum = Arrays.stream(gradient).map(Math::abs).sum();
    double[] norms = {
      Math.log(sum),
      Math.log(length(gradient)),
      Math.log(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()),
      1.5,
      Math.log(1.5 / sum)
    };
    assertClose(norms, Arrays.copyOfRange(row, 20, AT_BLURRED));
    assertEquals(
        dot(gradient, blurred) / (length(gradient) * length(blurred)),
        row[COSINE_OF_GRADIENTS],
        1e-4);
  }

  /** What the filter is for: a step along the sign of the gradient stands out of the noise. */
  @Property(tries = 50)
  void aPerturbationAlongTheGradientIsSeenByEveryResidual(
      @ForAll @IntRange(max = 10_000) int seed) {
    Geometry geometry = new Geometry(1, 32, 32);
    Levels clean = ModelImages.xrayLike(geometry, seed);
    double[] gradient = gradient(geometry, seed);
    float[] moved = clean.intensities();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (2 * Math.signum(gradient[i]) / 255);
    }

    float[] before = row(clean, gradient, gradient, 1);
    float[] after = row(Levels.quantise(geometry, moved), gradient, gradient, 1);

    for (int i = 0; i < 20; i++) {
      assertTrue(after[i] > before[i], "number " + i + ": " + before[i] + " to " + after[i]);
    }
  }

  @Property(tries = 50)
  void onlyTheNormsAndRawCorrelationsKnowTheScaleOfTheGradient(@ForAll long seed) {
    Levels image = ModelImages.xrayLike(GREY, seed);
    double[] gradient = gradient(GREY, seed);
    double[] larger = Arrays.stream(gradient).map(g -> 8 * g).toArray();

    float[] row = row(image, gradient, gradient, 1);
    float[] scaled = row(image, larger, larger, 1);

    for (int i = 0; i < GradientFilter.SIZE; i++) {
      boolean correlation = i < 20 || i >= AT_BLURRED && i < COSINE_OF_GRADIENTS;
      double expected =
          correlation && i % 5 == 4
              ? 8 * row[i]
              : i == 24 ? row[i] - Math.log(8) : i >= 20 && i < 23 ? row[i] + Math.log(8) : row[i];
      assertEquals(expected, scaled[i], 1e-4 * (1 + Math.abs(expected)), "number " + i);
    }
  }

  @Property(tries = 50)
  void turningTheGradientRoundTurnsTheCorrelationsRound(@ForAll long seed) {
    Levels image = ModelImages.xrayLike(GREY, seed);
    double[] gradient = gradient(GREY, seed);
    double[] opposite = Arrays.stream(gradient).map(g -> -g).toArray();

    float[] row = row(image, gradient, opposite, 1);

    for (int i = 0; i < 20; i++) {
      assertEquals(-row[i], row[AT_BLURRED + i], 1e-6 * (1 + Math.abs(row[i])));
    }
    assertEquals(-1, row[COSINE_OF_GRADIENTS], 1e-5);
  }

  /** Ties at the border of the decile all belong to it: here all samples do. */
  @Test
  void aConstantGradientIsAllOneDecile() {
    Levels image = ModelImages.xrayLike(GREY, 1);
    double[] gradient = new double[GREY.size()];
    Arrays.fill(gradient, 0.25);

    float[] row = row(image, gradient, gradient, 1);

    assertEquals(row[1], row[2], 1e-6);
    assertEquals(row[1], row[3], 1e-6);
  }

  @Test
  void aGradientThatIsZeroEverywhereGivesFiniteNumbers() {
    for (Levels image : List.of(ModelImages.xrayLike(GREY, 1), ModelImages.constant(GREY, 128))) {
      double[] zero = new double[GREY.size()];
      for (float number : row(image, zero, zero, 0)) {
        assertTrue(Float.isFinite(number));
      }
    }
  }

  /** One broken sample must not pass for a clean image. */
  @Test
  void aGradientThatIsNotFiniteGivesNumbersThatAreNotFinite() {
    Levels image = ModelImages.xrayLike(GREY, 1);
    double[] good = gradient(GREY, 1);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] broken = good.clone();
      broken[17] = bad;

      assertFalse(allFinite(row(image, broken, good, 1)));
      assertFalse(allFinite(row(image, good, broken, 1)));
      assertFalse(allFinite(row(image, good, good, bad)));
    }
    assertTrue(allFinite(row(image, good, good, 1)));
  }

  /** An instance uses its memory again: one image must not shine through the next. */
  @Test
  void aFilterDoesNotRememberTheImagesBefore() {
    GradientFilter used = new GradientFilter(GREY.size());
    for (int n = 0; n < 4; n++) {
      Prepared image = Prepared.of(ModelImages.xrayLike(GREY, n), List.of(), true);
      double[] gradient = gradient(GREY, n);
      FloatBuffer gradients = FloatBuffer.allocate(2 * GREY.size());
      gradients.put(floats(gradient)).put(floats(gradient)).flip();

      assertArrayEquals(row(image, gradient, gradient, n), used.row(image, gradients, n));
    }
  }

  @Test
  void viewsThatDenoiseTooChangeNothing() {
    Levels image = ModelImages.xrayLike(GREY, 5);
    double[] gradient = gradient(GREY, 5);
    List<View> views = List.of(GradientFilter.DENOISERS.get(2), GradientFilter.DENOISERS.get(0));

    float[] alone = row(Prepared.of(image, List.of(), true), gradient, gradient, 1);
    float[] beside = row(Prepared.of(image, views, true), gradient, gradient, 1);

    assertArrayEquals(alone, beside);
  }

  @Test
  void gradientsThatAreTooShortAreDefects() {
    Prepared image = Prepared.of(ModelImages.noise(GREY, 1), List.of(), true);
    FloatBuffer other = FloatBuffer.allocate(2 * GREY.size() - 1);
    assertThrows(
        BufferUnderflowException.class, () -> new GradientFilter(GREY.size()).row(image, other, 1));
  }

  private static double[] correlations(Levels image, double[] gradient) {
    double[] numbers = new double[20];
    int samples = gradient.length;
    double[] magnitudes = Arrays.stream(gradient).map(Math::abs).sorted().toArray();
    double decile = magnitudes[(int) Math.ceil(0.9 * (samples - 1) - 1e-9)];
    int at = 0;
    for (View denoiser : GradientFilter.DENOISERS) {
      float[] denoised = denoiser.apply(image);
      double[] residual =
          IntStream.range(0, samples)
              .mapToDouble(i -> image.level(i) / 255.0 - denoised[i])
              .toArray();
      double[] matched =
          IntStream.range(0, samples)
              .mapToDouble(
                  i -> Math.signum(gradient[i]) * Math.max(-2, Math.min(2, 255 * residual[i])))
              .toArray();
      double product = dot(residual, gradient);
      numbers[at++] = product / (length(residual) * length(gradient) + 1e-9);
      numbers[at++] = Arrays.stream(matched).average().orElseThrow();
      numbers[at++] =
          IntStream.range(0, samples)
              .filter(i -> Math.abs(gradient[i]) >= decile)
              .mapToDouble(i -> matched[i])
              .average()
              .orElseThrow();
      numbers[at++] =
          IntStream.range(0, samples).mapToDouble(i -> Math.abs(gradient[i]) * matched[i]).sum()
              / Arrays.stream(magnitudes).sum();
      numbers[at++] = product;
    }
    return numbers;
  }

  private static float[] row(Levels image, double[] gradient, double[] blurred, double margin) {
    return row(Prepared.of(image, List.of(), true), gradient, blurred, margin);
  }

  private static float[] row(Prepared image, double[] gradient, double[] blurred, double margin) {
    FloatBuffer gradients = FloatBuffer.allocate(2 * gradient.length);
    gradients.put(floats(gradient)).put(floats(blurred)).flip();
    return new GradientFilter(gradient.length).row(image, gradients, margin);
  }

  /** Heavy tails and zeros, as gradients have; every number is a float's. */
  private static double[] gradient(Geometry geometry, long seed) {
    Random random = new Random(seed);
    double[] gradient = new double[geometry.size()];
    for (int i = 0; i < gradient.length; i++) {
      double value = random.nextInt(10) == 0 ? 0 : Math.pow(random.nextGaussian(), 3);
      gradient[i] = (float) (value / 64);
    }
    return gradient;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static void assertClose(double[] expected, float[] found) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-4 * (1 + Math.abs(expected[i])), "number " + i);
    }
  }

  private static boolean allFinite(float[] row) {
    return IntStream.range(0, row.length).allMatch(i -> Float.isFinite(row[i]));
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static double length(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }
}
