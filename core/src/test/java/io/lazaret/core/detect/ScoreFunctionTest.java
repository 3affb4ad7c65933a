package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.detect.Forest.Node;
import io.lazaret.core.detect.Forest.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Test
  void aSupportVectorMachineWeighsPlacesThatDiffer() {
    SupportVectorMachine machine =
        new SupportVectorMachine(
            List.of(0.0, 1.0),
            0.5,
            List.of(BinaryVector.parse("10"), BinaryVector.parse("01")),
            List.of(3.0, -2.0),
            0.25);

    // (5, 0) is binarised to 10: the first differs nowhere, the second in both places
    assertEquals(0.25 + 3 - 2 * Math.exp(-1), machine.score(new double[] {5, 0}), 1e-12);
    assertEquals(0.25 + Math.exp(-0.5), machine.score(new double[] {5, 2}), 1e-12);
  }

  @Test
  void aGaussianDistanceIsMeasuredInUnitsOfDeviations() {
    Gaussian unit =
        new Gaussian(
            Matrix.of(new float[][] {{1, 0}}),
            Matrix.of(new float[][] {{1, 0}, {0, 1}}),
            List.of(1.0, 1.0),
            1);

    double score = new GaussianDistance(List.of(2.0, 5.0), unit).score(new double[] {8, 20});

    assertEquals(Math.log(1 + 9 + 16), score, 1e-12);
  }

  @Test
  void distancesAtSeveralLayersGoThroughTheLinearModel() {
    Gaussian unit =
        new Gaussian(
            Matrix.of(new float[][] {{0}}), Matrix.of(new float[][] {{1}}), List.of(1.0), 1);
    Mahalanobis mahalanobis =
        new Mahalanobis(
            3,
            List.of(new Mahalanobis.Layer(1, unit), new Mahalanobis.Layer(2, unit)),
            new LinearModel(List.of(0.0, 0.0), List.of(1.0, 1.0), List.of(1.0, 10.0), 0.5));

    assertEquals(
        0.5 + Math.log(1 + 9) + 10 * Math.log(1 + 16),
        mahalanobis.score(new double[] {99, 3, -4}),
        1e-12);
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

  @Test
  void layersThatLeaveTheRowDoNotExist() {
    Gaussian unit =
        new Gaussian(
            Matrix.of(new float[][] {{0}}), Matrix.of(new float[][] {{1}}), List.of(1.0), 1);
    for (int offset : new int[] {-1, 3, Integer.MAX_VALUE}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new Mahalanobis(
                  3, List.of(new Mahalanobis.Layer(offset, unit)), SampleFunctions.linear(1)),
          "offset " + offset);
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Mahalanobis(3, List.of(new Mahalanobis.Layer(0, unit)), SampleFunctions.linear(2)));
    assertThrows(
        IllegalArgumentException.class, () -> new GaussianDistance(List.of(1.0, 1.0), unit));
    assertThrows(IllegalArgumentException.class, () -> new GaussianDistance(List.of(0.0), unit));
  }

  @Test
  void supportVectorMachinesThatDoNotFitTogetherDoNotExist() {
    List<Double> one = List.of(1.0);
    List<BinaryVector> vector = List.of(BinaryVector.parse("1"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SupportVectorMachine(one, 1, vector, List.of(), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SupportVectorMachine(List.of(1.0, 1.0), 1, vector, one, 0));
    for (double gamma : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SupportVectorMachine(one, gamma, vector, one, 0),
          "gamma " + gamma);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new SupportVectorMachine(one, 1, vector, List.of(Double.NaN), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SupportVectorMachine(one, 1, vector, one, Double.NaN));
  }
}
