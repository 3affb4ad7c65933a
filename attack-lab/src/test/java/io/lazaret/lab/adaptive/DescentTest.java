package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.ThreatModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where a descent goes by what it is told. */
class DescentTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final ThreatModel THREAT = ThreatModel.linfLevels(8);
  private static final float LEVEL = 1 / 255f;
  private static final int PATIENCE = 10;

  private final Descent descent =
      new Descent(
          grey(),
          grey(),
          THREAT,
          new EvasiveDescent("d", disguise(), Pursuit.SELECTIVE, 1, 10 * PATIENCE, 1, 0.5, 0.1));

  @Test
  void theFirstStepHasTheLengthThatWasAskedFor() {
    descent.told(found(1, 3));

    assertOff(-4); // half of epsilon, down the score
  }

  @Test
  void withoutAGainItGoesBackToTheBestPointAndStepsHalfAsFar() {
    descent.told(found(1, 3));
    descent.told(found(1, 2)); // the best, four levels down
    for (int i = 0; i < PATIENCE - 1; i++) {
      descent.told(found(1, 2.5));
      assertOff(-8); // as far as it may
    }
    descent.told(found(1, 2.5));

    assertOff(-4 - 2);
  }

  @Test
  void aFileThatReachesTheGoalIsBetterThanALessSuspiciousOneThatDoesNot() {
    descent.told(found(-1, 0)); // up, towards the goal
    assertOff(4);
    descent.told(found(1, 5)); // the best
    for (int i = 0; i < PATIENCE; i++) {
      descent.told(found(-1, 0));
    }

    assertOff(4 - 2); // back at the best, from there down the score
  }

  @Test
  void itEndsWhereNothingIsLeftToBeWishedFor() {
    assertFalse(descent.finished());

    descent.told(new Finding(1, 0, 0, all(1), new float[GREY.size()]));

    assertTrue(descent.finished());
    assertArrayEquals(grey(), descent.point());
  }

  private void assertOff(int levels) {
    float[] expected = grey();
    for (int i = 0; i < expected.length; i++) {
      expected[i] += levels * LEVEL;
    }
    assertArrayEquals(expected, descent.point(), 1e-6f);
  }

  /** The goal lies up, the detector is evaded down, by every sample alike. */
  private static Finding found(double margin, double suspicion) {
    return new Finding(margin, suspicion, suspicion, all(1), all(1));
  }

  private static float[] grey() {
    return all(0.5f);
  }

  private static float[] all(float value) {
    float[] all = new float[GREY.size()];
    Arrays.fill(all, value);
    return all;
  }

  private static Disguise disguise() {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 1);
    return new GuideDisguise(CleanReference.of(model, new float[][] {grey()}));
  }
}
