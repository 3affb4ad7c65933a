package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Largest;
import io.lazaret.core.detect.LinearModel;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftLargestTest {
  private static final Largest LARGEST =
      new Largest(
          3,
          List.of(
              Largest.Part.of(List.of(0), linear(1.0), 1, 0.5),
              Largest.Part.of(List.of(2, 1), linear(0.3, -2.0), 0.2, 2)));

  private final SlopedScore soft = SlopedScore.of(LARGEST, new double[4][3]);
  private final Random random = new Random(1);

  @Test
  void theValueIsThatOfTheScoreItself() {
    for (int n = 0; n < 20; n++) {
      double[] row = row();
      assertEquals(LARGEST.score(row), soft.value(row));
    }
  }

  @Test
  void whatIsFollowedLiesAboveTheScoreByNoMoreThanTheLogarithmOfItsParts() {
    for (int n = 0; n < 200; n++) {
      double[] row = row();
      double above = soft.followed(row) - soft.value(row);
      assertTrue(above >= 0 && above <= Math.log(2) + 1e-9, "by " + above);
    }
  }

  @Test
  void theSlopeIsTheNumericDerivativeOfWhatIsFollowed() {
    for (int n = 0; n < 50; n++) {
      double[] row = row();
      double[] slope = soft.slope(row);
      for (int i = 0; i < row.length; i++) {
        double[] above = row.clone();
        double[] below = row.clone();
        above[i] += 1e-5;
        below[i] -= 1e-5;
        assertEquals((soft.followed(above) - soft.followed(below)) / 2e-5, slope[i], 1e-6);
      }
    }
  }

  /** Scores of thousands must not overflow. */
  @Test
  void oneScoreFarAboveTheOthersIsFollowedAlone() {
    double[] row = {9_000, 1, 1};

    assertEquals(soft.value(row), soft.followed(row), 1e-9);
    assertEquals(1, soft.slope(row)[0], 1e-9);
    assertEquals(0, soft.slope(row)[1], 1e-9);
  }

  private double[] row() {
    return random.doubles(3, -2, 2).toArray();
  }

  private static LinearModel linear(Double... weights) {
    int inputs = weights.length;
    return new LinearModel(
        Collections.nCopies(inputs, 0.5), Collections.nCopies(inputs, 2.0), List.of(weights), 0.1);
  }
}
