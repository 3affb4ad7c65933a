package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {

  /** Points of known deviation along known directions, far more of them than numbers. */
  @Test
  void theAxesAreTheDirectionsOfLargestVariance() {
    double[] first = {0.6, 0.8, 0, 0};
    double[] second = {-0.8, 0.6, 0, 0};
    Random random = new Random(1);
    double[][] points = new double[20_000][4];
    for (double[] point : points) {
      double a = 6 * random.nextGaussian();
      double b = 3 * random.nextGaussian();
      for (int j = 0; j < 4; j++) {
        point[j] = 5 + a * first[j] + b * second[j] + random.nextGaussian();
      }
    }

    PrincipalPlane plane = PrincipalPlane.of(points, new double[][] {{0, 0, 0, 0}});

    assertEquals(37.0 / 49, plane.explained()[0], 0.01);
    assertEquals(10.0 / 49, plane.explained()[1], 0.01);
    assertArrayEquals(new double[] {0, 0}, plane.project(new double[] {5, 5, 5, 5}), 0.1);
    double[] place = plane.project(new double[] {5 + 10 * first[0], 5 + 10 * first[1], 5, 5});
    assertArrayEquals(new double[] {10, 0}, place, 0.3);
  }

  /** Of a channel that never fires the decomposition gives the axis first. */
  @Test
  void aNumberThatNeverChangesIsNoAxis() {
    Random random = new Random(1);
    double[][] points = new double[200][8];
    for (double[] point : points) {
      for (int j = 1; j < point.length; j++) {
        point[j] = j * random.nextGaussian();
      }
    }

    PrincipalPlane plane = PrincipalPlane.of(points, new double[][] {new double[8]});

    assertEquals(49.0 / 140, plane.explained()[0], 0.1);
    assertEquals(36.0 / 140, plane.explained()[1], 0.1);
  }

  /** What no axis explains is left out: a plane's own points keep their distances. */
  @Test
  void pointsOfAPlaneKeepTheirDistances() {
    double[][] points = {{0, 0, 1}, {3, 0, 1}, {0, 4, 1}, {7, 7, 1}};

    PrincipalPlane plane = PrincipalPlane.of(points, new double[][] {{0, 0, 0}});

    assertEquals(1, plane.explained()[0] + plane.explained()[1], 1e-9);
    assertEquals(5, distance(plane.project(points[1]), plane.project(points[2])), 1e-9);
  }

  /** Doubling a number everywhere changes nothing. */
  @Test
  void theStandardsGiveTheUnits() {
    double[][] points = {{1, 2}, {3, 1}, {2, 5}, {4, 4}};
    double[][] other = new double[4][];
    for (int i = 0; i < 4; i++) {
      other[i] = new double[] {2 * points[i][0] + 9, points[i][1]};
    }

    PrincipalPlane one = PrincipalPlane.of(points, points);
    PrincipalPlane two = PrincipalPlane.of(other, other);

    for (int i = 0; i < 4; i++) {
      assertArrayEquals(one.project(points[i]), two.project(other[i]), 1e-9);
    }
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }
}
