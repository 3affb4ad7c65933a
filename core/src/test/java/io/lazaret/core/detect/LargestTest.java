package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LargestTest {
  private static final LinearModel ITSELF =
      new LinearModel(List.of(0.0), List.of(1.0), List.of(1.0), 0);
  private static final LinearModel SUM =
      new LinearModel(SampleFunctions.zeros(2), SampleFunctions.ones(2), List.of(1.0, 1.0), 0);

  /** The first number less 1; half the sum of the third and the second less 4. */
  private static final Largest LARGEST =
      new Largest(
          3,
          List.of(
              Largest.Part.of(List.of(0), ITSELF, 1, 1),
              Largest.Part.of(List.of(2, 1), SUM, 4, 2)));

  @Test
  void theLargestScoreByHand() {
    assertEquals(6, LARGEST.score(new double[] {7, 3, 5}));
    assertEquals(2, LARGEST.score(new double[] {0, 3, 5}));
    assertEquals(-1, LARGEST.score(new double[] {0, -3, -5}));
  }

  /** The larger of a number and of nothing would pass for an answer. */
  @Test
  void aNumberThatIsNotFiniteGivesNoScoreWhereverItStands() {
    for (int i = 0; i < 3; i++) {
      double[] row = {7, 3, 5};
      row[i] = Double.NaN;
      assertTrue(Double.isNaN(LARGEST.score(row)));
      row[i] = Double.NEGATIVE_INFINITY;
      assertTrue(Double.isNaN(LARGEST.score(row)));
    }
    assertThrows(IllegalArgumentException.class, () -> LARGEST.score(new double[2]));
  }

  @Test
  void partsThatCannotBeAreRefused() {
    assertRefused("the largest of no scores", () -> new Largest(3, List.of()));
    assertRefused(
        "a part looks at number 3 of a row of 3",
        () -> new Largest(3, List.of(Largest.Part.of(List.of(3), ITSELF, 0, 1))));
    assertRefused(
        "a part looks at number -1 of a row of 3",
        () -> new Largest(3, List.of(Largest.Part.of(List.of(-1), ITSELF, 0, 1))));
    assertRefused(
        "a part looks at 1 numbers and its function takes 2",
        () -> Largest.Part.of(List.of(0), SUM, 0, 1));
    for (double unit : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused("a unit of " + unit, () -> Largest.Part.of(List.of(0), ITSELF, 0, unit));
    }
    assertRefused("an origin of NaN", () -> Largest.Part.of(List.of(0), ITSELF, Double.NaN, 1));
    assertRefused(
        "a part holds 0 score functions", () -> Largest.Part.of(List.of(0), LARGEST, 0, 1));
    assertRefused(
        "a part holds 2 score functions",
        () -> new Largest.Part(List.of(0), ITSELF, new Forest(1, 0, List.of(tree())), null, 0, 1));
  }

  private static Forest.Tree tree() {
    return new Forest.Tree(List.of(Forest.Node.leaf(1)));
  }

  private static void assertRefused(String reason, Executable bad) {
    var refusal = assertThrows(IllegalArgumentException.class, bad);
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }
}
