package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What disguises keep small. */
class DisguiseTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final FeatureLayout LAYOUT =
      new FeatureLayout(2, List.of(new FeatureLayout.Tap("only", 2)));
  private static final int TAP = LAYOUT.meanOffset(0);
  private static final Goal TO_ONE = Goal.targeted(0, 1);

  /** One number of a tap differs little between clean images, the other much. */
  private static final CleanReference REFERENCE =
      new CleanReference(
          LAYOUT,
          List.of(
              new float[][] {row(0, 0), row(1, 100)},
              new float[][] {row(1, 0), row(0, 60), row(1, 100)}));

  @Test
  void theGuideIsOfTheTargetAndTheNearestInUnitsOfWhatCleanImagesDifferBy() {
    GuideDisguise disguise = new GuideDisguise(REFERENCE);

    // of class 1, and not the one that is near by the larger number alone
    Suspicion suspicion = disguise.of(TO_ONE, row(0, 20));

    assertEquals(0, judge(suspicion, row(0, 60)).value(), 1e-9);
    assertTrue(judge(suspicion, row(1, 0)).value() > 1);
    assertTrue(judge(suspicion, row(0, 0)).value() > 0.1); // of class 0
  }

  @Test
  void whatIsFollowedIsTheDerivativeOfTheDistance() {
    Suspicion suspicion = new GuideDisguise(REFERENCE).of(TO_ONE, row(0, 20));
    float[] at = row(0.4f, 30);

    float[] derivative = judge(suspicion, at).byRows()[0];

    for (int i = 0; i < at.length; i++) {
      float[] above = at.clone();
      float[] below = at.clone();
      above[i] += 0.5f;
      below[i] -= 0.5f;
      double numeric = judge(suspicion, above).value() - judge(suspicion, below).value();
      assertEquals(numeric, derivative[i], 1e-4);
    }
  }

  @Test
  void aSumAddsValuesAndDerivativesOfTheImageAndLeavesTheRest() {
    var one =
        new Suspicion.Judgement(
            2, 3, new float[][] {all(1), all(10)}, new float[] {5}, new float[][] {{6}, {7}});
    var two =
        new Suspicion.Judgement(20, 30, new float[][] {all(100)}, new float[0], new float[0][]);

    Suspicion.Judgement sum =
        new SumDisguise(fixed(one), fixed(two)).of(TO_ONE, row(0, 0)).of(seen(row(0, 0)));

    assertEquals(22, sum.value());
    assertEquals(33, sum.followed());
    assertArrayEquals(all(101), sum.byRows()[0]);
    assertArrayEquals(all(10), sum.byRows()[1]);
    assertArrayEquals(new float[] {5}, sum.byFile());
    assertArrayEquals(new float[][] {{6}, {7}}, sum.byGradients());
    assertArrayEquals(all(1), one.byRows()[0], "what was added to is another's");
  }

  @Test
  void theSecondOfASumSeesTheImageAlone() {
    Disguise seesViews = InformedAttackerContractTest.knowledge().detector();

    assertThrows(
        IllegalArgumentException.class,
        () -> new SumDisguise(new GuideDisguise(REFERENCE), seesViews));
  }

  private static Disguise fixed(Suspicion.Judgement judgement) {
    return new Disguise() {
      @Override
      public List<View> views() {
        return List.of();
      }

      @Override
      public Suspicion of(Goal goal, float[] cleanRow) {
        return appearance -> judgement;
      }
    };
  }

  private static Suspicion.Judgement judge(Suspicion suspicion, float[] row) {
    return suspicion.of(seen(row));
  }

  private static Appearance seen(float[] row) {
    Levels file = new Levels(GREY, new byte[GREY.size()]);
    return new Appearance(file, new float[][] {row}, new float[0][]);
  }

  private static float[] row(float first, float second) {
    float[] row = new float[LAYOUT.size()];
    row[TAP] = first;
    row[TAP + 1] = second;
    return row;
  }

  private static float[] all(float value) {
    float[] all = new float[LAYOUT.size()];
    Arrays.fill(all, value);
    return all;
  }
}
