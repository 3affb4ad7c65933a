package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Gaussian;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShrunkCovarianceTest {
  private static final double[][] CROSS = {{2, 0}, {-2, 0}, {0, 1}, {0, -1}};

  /**
   * The sample covariance is diag(2, 1/2). Its squared distance from the nearest multiple of the
   * identity is 2^2 + (1/2)^2 - (5/2)^2 / 2 = 9/8; its expected squared error is (mean |x|^4 - 2^2
   * - (1/2)^2) / 4 = (34/4 - 17/4) / 4 = 17/16. The shrinkage is their ratio, 17/18.
   */
  @Test
  void theShrinkageByHand() {
    assertEquals(17 / 18.0, ShrunkCovariance.shrinkage(CROSS, new double[] {2, 0.5}), 1e-12);

    Gaussian gaussian = ShrunkCovariance.gaussian(CROSS, new int[4]);

    assertEquals(2 / 18.0 + 17 / 18.0 * 1.25, gaussian.variances().get(0), 1e-12);
    assertEquals(0.5 / 18.0 + 17 / 18.0 * 1.25, gaussian.variances().get(1), 1e-12);
    assertEquals(
        9 / gaussian.variances().get(0), gaussian.squaredDistance(new double[] {3, 0}, 0), 1e-6);
  }

  /**
   * Fewer points than dimensions or more, one class or two: the distance is that by the inverse of
   * the shrunk covariance, written out. The first numbers may be those of channels that never fire:
   * the decomposition then gives their axes before all others.
   */
  @Property(tries = 200)
  void theDistanceIsThatOfTheInverse(
      @ForAll @IntRange(min = 3, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 12) int dimensions,
      @ForAll @IntRange(min = 1, max = 2) int classes,
      @ForAll @IntRange(max = 2) int dead,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[][] points = new double[count][dimensions];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % classes;
      for (int i = 0; i < dimensions; i++) {
        points[n][i] =
            i < Math.min(dead, dimensions - 1)
                ? 0
                : (1 + i) * random.nextGaussian() + 5 * labels[n];
      }
    }
    double[] probe = random.doubles(dimensions, -5, 5).toArray();

    Gaussian gaussian = ShrunkCovariance.gaussian(points, labels);

    double expected = nearest(points, labels, classes, probe);
    assertEquals(expected, gaussian.squaredDistance(probe, 0), 2e-3 * (1 + expected));
  }

  @Test
  void manyPointsNeedNoShrinkageAndFewNeedMuch() {
    Random random = new Random(1);
    double few = ShrunkCovariance.shrinkage(points(8, random), new double[] {9, 4, 1});
    double many = ShrunkCovariance.shrinkage(points(4000, random), new double[] {9, 4, 1});

    assertTrue(many < 0.01, "many: " + many);
    assertTrue(few > 0.1, "few: " + few);
  }

  @Test
  void pointsThatDoNotDifferGiveAGaussianOfUnitVariance() {
    Gaussian gaussian =
        ShrunkCovariance.gaussian(new double[][] {{1, 2, 3}, {1, 2, 3}}, new int[2]);

    assertEquals(0, gaussian.squaredDistance(new double[] {1, 2, 3}, 0), 1e-9);
    assertEquals(4, gaussian.squaredDistance(new double[] {1, 4, 3}, 0), 1e-6);
  }

  /** Gaussian points of standard deviations 3, 2 and 1. */
  private static double[][] points(int count, Random random) {
    double[][] points = new double[count][3];
    for (double[] point : points) {
      for (int i = 0; i < 3; i++) {
        point[i] = (3 - i) * random.nextGaussian();
      }
    }
    return points;
  }

  private static double nearest(double[][] points, int[] labels, int classes, double[] probe) {
    int dimensions = probe.length;
    double[][] means = new double[classes][dimensions];
    int[] counts = new int[classes];
    for (int n = 0; n < points.length; n++) {
      counts[labels[n]]++;
    }
    for (int n = 0; n < points.length; n++) {
      for (int i = 0; i < dimensions; i++) {
        means[labels[n]][i] += points[n][i] / counts[labels[n]];
      }
    }
    double[][] covariance = covariance(points, labels, means);
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] mean : means) {
      double[] difference = new double[dimensions];
      for (int i = 0; i < dimensions; i++) {
        difference[i] = probe[i] - mean[i];
      }
      double[] solution = solve(covariance, difference);
      double distance = 0;
      for (int i = 0; i < dimensions; i++) {
        distance += difference[i] * solution[i];
      }
      nearest = Math.min(nearest, distance);
    }
    return nearest;
  }

  /** The textbook's formulas on the full matrix. */
  private static double[][] covariance(double[][] points, int[] labels, double[][] means) {
    int dimensions = points[0].length;
    int count = points.length;
    double[][] sample = new double[dimensions][dimensions];
    double fourth = 0;
    for (int n = 0; n < count; n++) {
      double square = 0;
      for (int i = 0; i < dimensions; i++) {
        double one = points[n][i] - means[labels[n]][i];
        square += one * one;
        for (int j = 0; j < dimensions; j++) {
          sample[i][j] += one * (points[n][j] - means[labels[n]][j]) / count;
        }
      }
      fourth += square * square / count;
    }
    double trace = 0;
    double squares = 0;
    for (int i = 0; i < dimensions; i++) {
      trace += sample[i][i];
      for (int j = 0; j < dimensions; j++) {
        squares += sample[i][j] * sample[i][j];
      }
    }
    double dispersion = squares - trace * trace / dimensions;
    double shrinkage =
        dispersion > 1e-12 * squares
            ? Math.max(0, Math.min(1, (fourth - squares) / count / dispersion))
            : 1;
    for (int i = 0; i < dimensions; i++) {
      for (int j = 0; j < dimensions; j++) {
        sample[i][j] =
            (1 - shrinkage) * sample[i][j] + (i == j ? shrinkage * trace / dimensions : 0);
      }
    }
    return sample;
  }

  /** Gauss and Jordan, without pivots: the matrix is positive definite. */
  private static double[] solve(double[][] matrix, double[] right) {
    int size = right.length;
    double[][] work = new double[size][];
    double[] solution = right.clone();
    for (int i = 0; i < size; i++) {
      work[i] = matrix[i].clone();
    }
    for (int pivot = 0; pivot < size; pivot++) {
      for (int i = 0; i < size; i++) {
        if (i != pivot) {
          double factor = work[i][pivot] / work[pivot][pivot];
          for (int j = pivot; j < size; j++) {
            work[i][j] -= factor * work[pivot][j];
          }
          solution[i] -= factor * solution[pivot];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      solution[i] /= work[i][i];
    }
    return solution;
  }
}
