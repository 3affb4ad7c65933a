package io.lazaret.lab.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Property
  void theAucIsTheShareOfPairsInTheRightOrder(
      @ForAll("scores") double[] negatives, @ForAll("scores") double[] positives) {
    double wins = 0;
    for (double positive : positives) {
      for (double negative : negatives) {
        wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }

    double auc = Metrics.auc(negatives, positives);

    assertEquals(wins / (negatives.length * positives.length), auc, 1e-12);
    assertEquals(1 - auc, Metrics.auc(positives, negatives), 1e-12);
  }

  @Test
  void theAucOfNothingIsNotANumber() {
    assertTrue(Double.isNaN(Metrics.auc(new double[0], new double[] {1})));
    assertTrue(Double.isNaN(Metrics.auc(new double[] {1}, new double[0])));
  }

  @Test
  void theShareAboveLeavesOutWhatIsAtTheThreshold() {
    assertEquals(0.25, Metrics.shareAbove(new double[] {1, 2, 2, 3}, 2));
    assertTrue(Double.isNaN(Metrics.shareAbove(new double[0], 2)));
  }

  /** Few distinct scores, so that ties are common. */
  @Provide
  Arbitrary<double[]> scores() {
    return Arbitraries.integers()
        .between(0, 12)
        .map(i -> i / 4.0)
        .array(double[].class)
        .ofMinSize(1)
        .ofMaxSize(30);
  }
}
