package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AutoStepTest {
  private static final int SAMPLES = 20;
  private static final int STEPS = 100;

  /** A peak within the ball: steps of one length jump over it for ever, halved ones settle. */
  @ParameterizedTest
  @EnumSource
  void theStepsHalveUntilTheySettleOnAPeakInsideTheBall(Norm norm) {
    ThreatModel threat = new ThreatModel(norm, 0.1);
    float[] image = new float[SAMPLES];
    Arrays.fill(image, 0.5f);
    float[] peak = image.clone();
    norm.scatter(peak, 0.6 * threat.epsilon(), new SplittableRandom(3));
    AutoStep search = new AutoStep(image, threat, STEPS, new SplittableRandom(5));
    double nearest = 1;
    for (int step = 0; step <= STEPS; step++) {
      float[] point = search.point();
      assertTrue(threat.allows(point, image));
      double distance = Norm.L2.distance(point, peak);
      nearest = Math.min(nearest, distance);

      search.told(-distance * distance, towards(point, peak));
    }
    assertEquals(0, nearest, 0.05 * threat.epsilon());
  }

  /** No peak within reach: the best point is where the ball ends. */
  @ParameterizedTest
  @EnumSource
  void aSlopeLeadsToTheEndOfTheBall(Norm norm) {
    ThreatModel threat = new ThreatModel(norm, 0.1);
    float[] image = new float[SAMPLES];
    Arrays.fill(image, 0.5f);
    float[] slope = new float[SAMPLES];
    Arrays.fill(slope, 1);
    AutoStep search = new AutoStep(image, threat, STEPS, new SplittableRandom(5));
    double best = Double.NEGATIVE_INFINITY;
    for (int step = 0; step <= STEPS; step++) {
      double height = 0;
      for (float value : search.point()) {
        height += value - 0.5;
      }
      best = Math.max(best, height);
      search.told(height, slope);
    }
    assertEquals(threat.epsilon() * norm.dual(slope), best, 1e-3 * best);
  }

  private static float[] towards(float[] point, float[] peak) {
    float[] gradient = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      gradient[i] = 2 * (peak[i] - point[i]);
    }
    return gradient;
  }
}
