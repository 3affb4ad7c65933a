package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static final double[][] CENTRES = {{0, 0, 0}, {9, 0, 3}, {0, 9, -3}};

  @Test
  void itFindsTheClustersThatThePointsCameFrom() {
    Mixture mixture = Mixture.fit(points(), 3, 1);

    for (double[] centre : CENTRES) {
      double[] found = mixture.means()[mixture.nearest(centre)];
      for (int i = 0; i < 3; i++) {
        assertEquals(centre[i], found[i], 0.4, Arrays.toString(found));
      }
    }
    assertEquals(1, Arrays.stream(mixture.weights()).sum(), 1e-9);
  }

  @Test
  void theDerivativeOfTheDistanceIsTheNumericOne() {
    Mixture mixture = Mixture.fit(points(), 3, 1);
    double[] point = {1, 2, 3};
    int component = mixture.nearest(point);
    double[] derivative = new double[3];
    mixture.distance(point, component, derivative);

    for (int i = 0; i < 3; i++) {
      double[] above = point.clone();
      double[] below = point.clone();
      above[i] += 1e-4;
      below[i] -= 1e-4;
      double slope =
          mixture.distance(above, component, new double[3])
              - mixture.distance(below, component, new double[3]);
      assertEquals(slope / 2e-4, derivative[i], 1e-6);
    }
  }

  @Test
  void morePartsThanPointsAndPointsThatDoNotDifferAreNoTrouble() {
    double[][] same = {{1, 2}, {1, 2}};

    Mixture mixture = Mixture.fit(same, 5, 1);

    assertArrayEquals(new double[] {1, 2}, mixture.means()[mixture.nearest(same[0])], 1e-9);
    assertTrue(Double.isFinite(mixture.distance(new double[] {3, 4}, 0, new double[2])));
  }

  @Test
  void theSameSeedFitsTheSame() {
    assertArrayEquals(Mixture.fit(points(), 3, 1).means(), Mixture.fit(points(), 3, 1).means());
  }

  private static double[][] points() {
    Random random = new Random(2);
    double[][] points = new double[150][3];
    for (int n = 0; n < points.length; n++) {
      for (int i = 0; i < 3; i++) {
        points[n][i] = CENTRES[n % 3][i] + random.nextGaussian();
      }
    }
    return points;
  }
}
