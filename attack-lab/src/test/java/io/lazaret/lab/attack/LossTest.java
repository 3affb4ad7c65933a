package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossTest {
  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheClasses() {
    assertEquals(Math.log(4), Loss.CROSS_ENTROPY.value(new float[] {3, 3, 3, 3}, 2), 1e-9);
  }

  @Test
  void crossEntropyOfHugeLogitsIsFinite() {
    assertEquals(2000, Loss.CROSS_ENTROPY.value(new float[] {1000, -1000}, 1), 1e-9);
    assertEquals(0, Loss.CROSS_ENTROPY.value(new float[] {1000, -1000}, 0), 1e-9);
    assertEquals(1, Loss.CROSS_ENTROPY.gradient(new float[] {1000, -1000}, 1)[0], 1e-6);
  }

  @Test
  void marginIsTheLargestOtherLogitMinusTheLabels() {
    assertEquals(1, Loss.MARGIN.value(new float[] {0, 2, 3}, 1));
    assertEquals(-1, Loss.MARGIN.value(new float[] {0, 2, 3}, 2));
    assertEquals(3, Loss.MARGIN.value(new float[] {0, 2, 3}, 0));
  }

  @Property
  void crossEntropyGradientIsTheNumericOne(
      @ForAll("logits") float[] logits, @ForAll @IntRange(max = 3) int label) {
    assertGradient(Loss.CROSS_ENTROPY, logits, label);
  }

  @Property
  void marginGradientIsTheNumericOne(
      @ForAll("logits") float[] logits, @ForAll @IntRange(max = 3) int label) {
    double[] others =
        IntStream.range(0, 4)
            .filter(k -> k != label)
            .mapToDouble(k -> logits[k])
            .sorted()
            .toArray();
    Assume.that(others[2] - others[1] > 0.1); // no derivative where the runner-up changes

    assertGradient(Loss.MARGIN, logits, label);
  }

  /** An attacker of a confident network must not lose the label's own direction to rounding. */
  @Test
  void theGradientOfAConfidentAnswerStillPointsAwayFromTheLabel() {
    float[] gradient = Loss.CROSS_ENTROPY.gradient(new float[] {30, 0}, 0);

    assertTrue(gradient[1] > 0);
    assertEquals(-gradient[1], gradient[0]);
  }

  /** The same number added to all logits changes no loss, so a gradient adds up to 0. */
  @Property
  void gradientsAddUpToZero(
      @ForAll("logits") float[] logits, @ForAll @IntRange(max = 3) int label, @ForAll Loss loss) {
    double sum = 0;
    for (float each : loss.gradient(logits, label)) {
      sum += each;
    }

    assertEquals(0, sum, 1e-5);
    assertTrue(loss.gradient(logits, label)[label] <= 0, "the label's own logit lowers the loss");
  }

  @Provide
  Arbitrary<float[]> logits() {
    return Arbitraries.floats().between(-8, 8).array(float[].class).ofSize(4);
  }

  private static void assertGradient(Loss loss, float[] logits, int label) {
    float[] gradient = loss.gradient(logits, label);
    float step = 1f / 32;
    for (int k = 0; k < logits.length; k++) {
      float[] more = logits.clone();
      float[] less = logits.clone();
      more[k] += step;
      less[k] -= step;
      double numeric =
          (loss.value(more, label) - loss.value(less, label)) / ((double) more[k] - less[k]);
      assertEquals(numeric, gradient[k], 2e-3, "logit " + k);
    }
  }
}
