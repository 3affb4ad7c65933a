package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.detect.Forest.Node;
import io.lazaret.core.detect.Forest.Tree;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreFunctionTest {
  private static final LinearModel LINEAR =
      new LinearModel(List.of(1.0, 2.0), List.of(2.0, 4.0), List.of(3.0, -1.0), 0.5);

  /** Number 0 below 1.5: leaf 10, else number 1 below 0: leaf 20, else leaf 30; and a stump. */
  private static final Forest FOREST =
      new Forest(
          2,
          0.25,
          List.of(
              new Tree(
                  List.of(
                      new Node(0, 1.5f, 1, 2, 0),
                      Node.leaf(10),
                      new Node(1, 0f, 3, 4, 0),
                      Node.leaf(20),
                      Node.leaf(30))),
              new Tree(List.of(Node.leaf(1)))));

  static Stream<ScoreFunction> functions() {
    return Stream.of(LINEAR, FOREST);
  }

  @Test
  void aLinearModelStandardisesWeighsAndAdds() {
    // 0.5 + 3 * (5 - 1) / 2 - 1 * (10 - 2) / 4 = 0.5 + 6 - 2
    assertEquals(4.5, LINEAR.score(new double[] {5, 10}));
    assertEquals(0.5, LINEAR.score(new double[] {1, 2}));
    assertEquals(2, LINEAR.inputs());
  }

  @Test
  void aForestAddsTheLeavesThatTheRowFallsInto() {
    assertEquals(11.25, FOREST.score(new double[] {1.4, 7}));
    assertEquals(21.25, FOREST.score(new double[] {2, -1}));
    assertEquals(31.25, FOREST.score(new double[] {2, 0}));
  }

  @Test
  void aNumberAtTheThresholdGoesRight() {
    assertEquals(31.25, FOREST.score(new double[] {1.5, 0}));
  }

  @Test
  void comparisonsAreInSinglePrecision() {
    double justBelow = 1.5 - 1e-12; // 1.5 as a float

    assertEquals(31.25, FOREST.score(new double[] {justBelow, 0}));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aRowThatIsNotFiniteGivesAScoreThatIsNot(ScoreFunction function) {
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertFalse(Double.isFinite(function.score(new double[] {bad, 1})));
      assertFalse(Double.isFinite(function.score(new double[] {1, bad})));
      assertFalse(Double.isFinite(function.score(new double[] {bad, -bad})));
      assertFalse(Double.isFinite(function.score(new double[] {bad, bad})));
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aRowOfAnotherLengthIsADefect(ScoreFunction function) {
    assertThrows(RuntimeException.class, () -> function.score(new double[1]));
    assertThrows(RuntimeException.class, () -> function.score(new double[3]));
  }

  @Test
  void linearModelsThatDoNotFitTogetherDoNotExist() {
    List<Double> one = List.of(1.0);
    assertThrows(
        IllegalArgumentException.class, () -> new LinearModel(one, one, List.of(1.0, 2.0), 0));
    assertThrows(
        IllegalArgumentException.class, () -> new LinearModel(List.of(1.0, 2.0), one, one, 0));
    for (double deviation : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new LinearModel(one, List.of(deviation), one, 0),
          "deviation " + deviation);
    }
    assertThrows(
        IllegalArgumentException.class, () -> new LinearModel(one, one, List.of(Double.NaN), 0));
    assertThrows(IllegalArgumentException.class, () -> new LinearModel(one, one, one, Double.NaN));
  }

  @Test
  void forestsThatCannotBeWalkedDoNotExist() {
    assertThrows(IllegalArgumentException.class, () -> new Forest(1, 0, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Tree(List.of()), "a tree without a root");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tree(List.of(new Node(0, 0, 0, 1, 0), Node.leaf(1))),
        "a child that is its own parent");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tree(List.of(new Node(0, 0, 1, 2, 0), Node.leaf(1))),
        "a child that is not there");
    Tree tree = new Tree(List.of(new Node(1, 0, 1, 2, 0), Node.leaf(1), Node.leaf(2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Forest(1, 0, List.of(tree)),
        "a number that the row does not have");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Forest(1, 0, List.of(new Tree(List.of(Node.leaf(Double.NaN))))),
        "a leaf that is not finite");
  }
}
