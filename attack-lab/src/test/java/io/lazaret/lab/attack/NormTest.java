package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormTest {
  private static final int SAMPLES = 30;

  /**
   * The nearest point of a convex set is the one from which no way to another of its points leads
   * back towards where one came from. (Of the largest change there are many nearest points; ours is
   * the one that is nearest by length, too.)
   */
  @Property(tries = 300)
  void projectionGivesTheNearestPointOfTheBallWithinTheRange(
      @ForAll Norm norm,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 3) double epsilon) {
    Random random = new Random(seed);
    float[] origin = image(random);
    float[] outside = somewhere(random, 2);
    float[] projected = outside.clone();

    norm.project(projected, origin, epsilon);

    assertAllowed(norm, projected, origin, epsilon);
    for (int n = 0; n < 20; n++) {
      float[] other = allowed(norm, origin, epsilon, random);
      double back = 0;
      for (int i = 0; i < SAMPLES; i++) {
        back += ((double) outside[i] - projected[i]) * ((double) other[i] - projected[i]);
      }
      assertTrue(back <= 1e-4, "nearer by " + back);
    }
  }

  @Property(tries = 300)
  void whatIsAllowedStaysWhereItIs(
      @ForAll Norm norm,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 3) double epsilon) {
    Random random = new Random(seed);
    float[] origin = image(random);
    float[] allowed = allowed(norm, origin, 0.99 * epsilon, random);
    float[] projected = allowed.clone();

    norm.project(projected, origin, epsilon);

    assertArrayEquals(allowed, projected, 1e-6f);
  }

  /** No step of the same length raises a linear function more. */
  @Property(tries = 300)
  void aStepRaisesALinearFunctionByItsLengthTimesTheDualNorm(@ForAll Norm norm, @ForAll long seed) {
    Random random = new Random(seed);
    float[] gradient = somewhere(random, 1);
    float[] from = new float[SAMPLES];
    float[] to = new float[SAMPLES];

    norm.step(to, gradient, 0.25);

    assertEquals(0.25, norm.distance(to, from), 1e-5);
    assertEquals(0.25 * norm.dual(gradient), rise(gradient, to), 1e-4);
    float[] other = new float[SAMPLES];
    norm.step(other, somewhere(random, 1), 0.25);
    assertTrue(rise(gradient, other) <= rise(gradient, to) + 1e-5);
  }

  @ParameterizedTest
  @EnumSource
  void aStepAlongNothingStays(Norm norm) {
    float[] image = {0.5f, 0.25f};

    norm.step(image, new float[2], 1);

    assertArrayEquals(new float[] {0.5f, 0.25f}, image);
  }

  @Test
  void theLargestChangeGoesByTheSignOfTheGradientAloneHoweverSmall() {
    float[] gradient = {
      Float.MIN_VALUE, -Float.MIN_VALUE, 1e-20f, -1e-9f, 0, 3, -Float.MAX_VALUE, Float.MAX_VALUE
    };
    float[] forward = new float[gradient.length];
    float[] back = new float[gradient.length];

    Norm.LINF.step(forward, gradient, 0.1);
    Norm.LINF.step(back, gradient, -0.1);

    for (int i = 0; i < gradient.length; i++) {
      assertEquals(0f + (float) (0.1 * Math.signum(gradient[i])), forward[i], "at " + gradient[i]);
      assertEquals(0f + (float) (-0.1 * Math.signum(gradient[i])), back[i], "at " + gradient[i]);
    }
  }

  /** Uniform in the ball: the share of points within a smaller ball is that of its volume. */
  @ParameterizedTest
  @EnumSource
  void scatteredPointsFillTheBallEvenly(Norm norm) {
    SplittableRandom random = new SplittableRandom(3);
    int inside = 0;
    for (int n = 0; n < 4000; n++) {
      float[] point = new float[3];
      norm.scatter(point, 1, random);
      double size = norm.distance(point, new float[3]);
      assertTrue(size <= 1 + 1e-6);
      inside += size < 0.7 ? 1 : 0;
    }
    assertEquals(0.7 * 0.7 * 0.7, inside / 4000.0, 0.03);
  }

  /** The shortest change that crosses a linear boundary, again by the nearest point's angles. */
  @Property(tries = 300)
  void theWayToALinearBoundaryIsTheShortestWithinTheRange(
      @ForAll Norm norm,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double share) {
    Random random = new Random(seed);
    float[] image = image(random);
    float[] gradient = somewhere(random, 1);
    double most = 0;
    for (int i = 0; i < SAMPLES; i++) {
      most += Math.abs(gradient[i]) * Norm.room(image[i], gradient[i]);
    }
    double rise = share * most;

    float[] change = Hyperplane.reach(norm, image, gradient, rise);

    assertEquals(rise, rise(gradient, change), 1e-4 * (1 + most));
    double size = norm.distance(change, new float[SAMPLES]);
    double within = 0; // the largest rise of any change of this size
    double squares = 0;
    for (int i = 0; i < SAMPLES; i++) {
      assertTrue(image[i] + change[i] >= -1e-6 && image[i] + change[i] <= 1 + 1e-6);
      double room = Norm.room(image[i], gradient[i]);
      within += Math.abs(gradient[i]) * Math.min(size, room);
      squares += change[i] * change[i];
    }
    if (norm == Norm.LINF) {
      assertEquals(rise, within, 1e-4 * (1 + most));
      return;
    }
    float[] corner = Hyperplane.reach(norm, image, gradient, 2 * most);
    for (int n = 0; n < 20; n++) { // other ways as far over, between the corner and anything
      double t = random.nextDouble();
      double along = 0;
      double length = 0;
      for (int i = 0; i < SAMPLES; i++) {
        double other = t * corner[i] + (1 - t) * (random.nextFloat() - image[i]);
        along += gradient[i] * other;
        length += other * other;
      }
      assertTrue(along < rise || length >= squares - 1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBoundaryOutOfReachLeadsToTheCorner(Norm norm) {
    float[] change =
        Hyperplane.reach(norm, new float[] {0.25f, 0.75f, 0.5f}, new float[] {1, -2, 0}, 100);

    assertArrayEquals(new float[] {0.75f, -0.75f, 0}, change, 1e-6f);
  }

  private static void assertAllowed(Norm norm, float[] image, float[] origin, double epsilon) {
    assertTrue(norm.distance(image, origin) <= epsilon + 1e-5);
    for (float value : image) {
      assertTrue(value >= 0 && value <= 1);
    }
  }

  private static double rise(float[] gradient, float[] change) {
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      sum += (double) gradient[i] * change[i];
    }
    return sum;
  }

  /** An image with black and white samples, where the range ends. */
  private static float[] image(Random random) {
    float[] image = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      image[i] = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextFloat();
    }
    return image;
  }

  private static float[] somewhere(Random random, double scale) {
    float[] point = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      point[i] = (float) (scale * random.nextGaussian());
    }
    return point;
  }

  private static float[] allowed(Norm norm, float[] origin, double epsilon, Random random) {
    float[] allowed = origin.clone();
    norm.scatter(allowed, epsilon, new SplittableRandom(random.nextLong()));
    for (int i = 0; i < SAMPLES; i++) {
      allowed[i] = Math.max(0, Math.min(1, allowed[i]));
    }
    return allowed;
  }
}
