package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossTest {
  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheClasses() {
    assertEquals(
        Math.log(4), Loss.CROSS_ENTROPY.value(new float[] {3, 3, 3, 3}, Goal.untargeted(2)), 1e-9);
  }

  @Test
  void crossEntropyOfHugeLogitsIsFinite() {
    assertEquals(
        2000, Loss.CROSS_ENTROPY.value(new float[] {1000, -1000}, Goal.untargeted(1)), 1e-9);
    assertEquals(0, Loss.CROSS_ENTROPY.value(new float[] {1000, -1000}, Goal.untargeted(0)), 1e-9);
    assertEquals(
        1, Loss.CROSS_ENTROPY.gradient(new float[] {1000, -1000}, Goal.untargeted(1))[0], 1e-6);
  }

  @Test
  void marginIsTheLargestOtherLogitMinusTheLabels() {
    assertEquals(1, Loss.MARGIN.value(new float[] {0, 2, 3}, Goal.untargeted(1)));
    assertEquals(-1, Loss.MARGIN.value(new float[] {0, 2, 3}, Goal.untargeted(2)));
    assertEquals(3, Loss.MARGIN.value(new float[] {0, 2, 3}, Goal.untargeted(0)));
  }

  @Test
  void aTargetedLossIsLargeWhereTheTargetIs() {
    float[] logits = {1, 4, 2, 0};

    assertEquals(2, Loss.MARGIN.value(logits, Goal.targeted(0, 1)));
    assertEquals(-2, Loss.MARGIN.value(logits, Goal.targeted(0, 2)));
    assertEquals(
        -Loss.CROSS_ENTROPY.value(logits, Goal.untargeted(1)),
        Loss.CROSS_ENTROPY.value(logits, Goal.targeted(0, 1)));
  }

  @Test
  void dlrByHand() {
    float[] logits = {1, 5, 3, 0};

    assertEquals((3 - 5.0) / (5 - 1), Loss.DLR.value(logits, Goal.untargeted(1)), 1e-9);
    assertEquals((5 - 3.0) / (5 - 1), Loss.DLR.value(logits, Goal.untargeted(2)), 1e-9);
    assertEquals((0 - 5.0) / (5 - 0.5), Loss.DLR.value(logits, Goal.targeted(1, 3)), 1e-9);
  }

  /** What DLR is for: a network cannot hide its gradient by scaling its logits. */
  @Property
  void noScaleOfTheLogitsChangesDlr(
      @ForAll("logits") float[] logits,
      @ForAll("goals") Goal goal,
      @ForAll @FloatRange(min = 0.1f, max = 50) float scale) {
    float[] scaled = new float[logits.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = scale * logits[k];
    }
    Assume.that(gap(logits) > 0.1);

    assertEquals(Loss.DLR.value(logits, goal), Loss.DLR.value(scaled, goal), 1e-3);
  }

  @Test
  void dlrNeedsThreeClassesOrFourToATarget() {
    float[] two = {1, 2};
    float[] three = {1, 2, 3};

    assertThrows(IllegalArgumentException.class, () -> Loss.DLR.value(two, Goal.untargeted(0)));
    assertThrows(
        IllegalArgumentException.class, () -> Loss.DLR.gradient(three, Goal.targeted(0, 1)));
    assertEquals(1, Loss.DLR.value(three, Goal.untargeted(0)), 1e-9);
  }

  @Property
  void crossEntropyGradientIsTheNumericOne(
      @ForAll("logits") float[] logits, @ForAll("goals") Goal goal) {
    assertGradient(Loss.CROSS_ENTROPY, logits, goal);
  }

  @Property
  void theOtherGradientsAreTheNumericOnes(
      @ForAll("logits") float[] logits, @ForAll("goals") Goal goal) {
    Assume.that(gap(logits) > 0.1); // no derivative where two logits change places

    assertGradient(Loss.MARGIN, logits, goal);
    assertGradient(Loss.DLR, logits, goal);
  }

  /** An attacker of a confident network must not lose the label's own direction to rounding. */
  @Test
  void theGradientOfAConfidentAnswerStillPointsAwayFromTheLabel() {
    float[] gradient = Loss.CROSS_ENTROPY.gradient(new float[] {30, 0}, Goal.untargeted(0));

    assertTrue(gradient[1] > 0);
    assertEquals(-gradient[1], gradient[0]);
  }

  /** The same number added to all logits changes no loss, so a gradient adds up to 0. */
  @Property
  void gradientsAddUpToZero(
      @ForAll("logits") float[] logits, @ForAll("goals") Goal goal, @ForAll Loss loss) {
    Assume.that(gap(logits) > 0.01); // DLR has no derivative where the spread is nothing
    double sum = 0;
    for (float each : loss.gradient(logits, goal)) {
      sum += each;
    }

    assertEquals(0, sum, 1e-3);
  }

  @Property
  void theLabelsOwnLogitLowersWhatAnUntargetedAttackerRaises(
      @ForAll("logits") float[] logits, @ForAll @IntRange(max = 3) int label, @ForAll Loss loss) {
    Assume.that(gap(logits) > 0.01);

    assertTrue(loss.gradient(logits, Goal.untargeted(label))[label] <= 1e-6);
  }

  @Provide
  Arbitrary<Goal> goals() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 3))
        .as(
            (label, target) ->
                label.equals(target) ? Goal.untargeted(label) : Goal.targeted(label, target));
  }

  /** The smallest difference of two logits. */
  private static double gap(float[] logits) {
    float[] sorted = logits.clone();
    Arrays.sort(sorted);
    return IntStream.range(1, sorted.length)
        .mapToDouble(k -> (double) sorted[k] - sorted[k - 1])
        .min()
        .orElseThrow();
  }

  @Provide
  Arbitrary<float[]> logits() {
    return Arbitraries.floats().between(-8, 8).array(float[].class).ofSize(4);
  }

  private static void assertGradient(Loss loss, float[] logits, Goal goal) {
    float[] gradient = loss.gradient(logits, goal);
    float step = 1f / 64;
    for (int k = 0; k < logits.length; k++) {
      float[] more = logits.clone();
      float[] less = logits.clone();
      more[k] += step;
      less[k] -= step;
      double numeric =
          (loss.value(more, goal) - loss.value(less, goal)) / ((double) more[k] - less[k]);
      assertEquals(numeric, gradient[k], 0.01 * (1 + Math.abs(numeric)), "logit " + k);
    }
  }
}
