package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GaussianTest {
  private static final float HALF = (float) Math.sqrt(0.5);
  private static final Matrix ORIGIN = Matrix.of(new float[][] {{0, 0}});

  /** A point made of known steps along orthogonal axes is as far as those steps, whitened. */
  @Property(tries = 100)
  void afterWhiteningItIsTheEuclideanDistance(
      @ForAll @IntRange(min = 2, max = 8) int dimensions,
      @ForAll @IntRange(min = 1, max = 8) int wanted,
      @ForAll long seed) {
    Random random = new Random(seed);
    int axes = Math.min(wanted, dimensions);
    double[][] basis = orthonormal(dimensions, random);
    List<Double> variances = random.doubles(axes, 0.1, 10).boxed().toList();
    double rest = 0.1 + random.nextDouble();
    double[] point = new double[dimensions];
    double expected = 0;
    for (int j = 0; j < dimensions; j++) {
      double step = random.nextGaussian();
      for (int i = 0; i < dimensions; i++) {
        point[i] += step * basis[j][i];
      }
      expected += step * step / (j < axes ? variances.get(j) : rest);
    }
    float[][] kept = new float[axes][dimensions];
    for (int j = 0; j < axes; j++) {
      for (int i = 0; i < dimensions; i++) {
        kept[j][i] = (float) basis[j][i];
      }
    }
    Gaussian gaussian =
        new Gaussian(Matrix.of(new float[1][dimensions]), Matrix.of(kept), variances, rest);

    assertEquals(expected, gaussian.squaredDistance(point, 0), 1e-4 * (1 + expected));
  }

  /** Covariance [[5/2, 3/2], [3/2, 5/2]]: variance 4 along (1, 1), 1 across. */
  @Test
  void inThePlaneByHand() {
    Gaussian gaussian =
        new Gaussian(ORIGIN, Matrix.of(new float[][] {{HALF, HALF}}), List.of(4.0), 1);

    assertEquals(8 / 4.0, gaussian.squaredDistance(new double[] {2, 2}, 0), 1e-6);
    assertEquals(8, gaussian.squaredDistance(new double[] {9, 2, -2}, 1), 1e-6);
    assertEquals((4 * 2.5) / 4, gaussian.squaredDistance(new double[] {2, 0}, 0), 1e-6);
  }

  @Test
  void theNearestCentreCounts() {
    Matrix centres = Matrix.of(new float[][] {{0, 0}, {10, 0}});
    Gaussian gaussian =
        new Gaussian(centres, Matrix.of(new float[][] {{1, 0}, {0, 1}}), List.of(1.0, 4.0), 1);

    assertEquals(4 + 9 / 4.0, gaussian.squaredDistance(new double[] {8, 3}, 0), 1e-9);
  }

  /** Rounding of axes that span everything must not be divided by a tiny variance. */
  @Test
  void whenAxesSpanEverythingTheRestIsNotLookedAt() {
    Matrix axes = Matrix.of(new float[][] {{HALF, HALF}, {HALF, -HALF}});
    Gaussian gaussian = new Gaussian(ORIGIN, axes, List.of(1.0, 1.0), 1e-12);

    assertEquals(13, gaussian.squaredDistance(new double[] {2, 3}, 0), 1e-5);
  }

  @Test
  void gaussiansThatDoNotFitTogetherDoNotExist() {
    Matrix axis = Matrix.of(new float[][] {{1, 0}});
    for (double variance : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Gaussian(ORIGIN, axis, List.of(variance), 1),
          "variance " + variance);
      assertThrows(
          IllegalArgumentException.class,
          () -> new Gaussian(ORIGIN, axis, List.of(1.0), variance),
          "rest " + variance);
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Gaussian(ORIGIN, axis, List.of(1.0, 1.0), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Gaussian(ORIGIN, Matrix.of(new float[][] {{1}}), List.of(1.0), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Gaussian(ORIGIN, Matrix.of(new float[3][2]), List.of(1.0, 1.0, 1.0), 1));
  }

  /** Gram and Schmidt on random vectors. */
  private static double[][] orthonormal(int dimensions, Random random) {
    double[][] basis = new double[dimensions][dimensions];
    for (int j = 0; j < dimensions; j++) {
      for (int i = 0; i < dimensions; i++) {
        basis[j][i] = random.nextGaussian();
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < j; k++) {
          double dot = dot(basis[j], basis[k]);
          for (int i = 0; i < dimensions; i++) {
            basis[j][i] -= dot * basis[k][i];
          }
        }
      }
      double length = Math.sqrt(dot(basis[j], basis[j]));
      for (int i = 0; i < dimensions; i++) {
        basis[j][i] /= length;
      }
    }
    return basis;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
