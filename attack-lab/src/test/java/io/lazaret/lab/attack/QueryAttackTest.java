package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What attacks that ask spend, and what more questions buy. */
class QueryAttackTest {
  private static final Geometry COLOUR = new Geometry(3, 10, 9);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(COLOUR, 3, 5);

  static Stream<QueryAttack> attacks() {
    return Attacks.ALL.stream()
        .filter(attack -> attack instanceof QueryAttack)
        .map(attack -> (QueryAttack) attack);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anImageThatIsMisreadAlreadyCostsOneQuestionAndStaysAsItIs(QueryAttack attack) {
    float[][] images = {grey(0.5f)};
    int predicted = predicted(images[0]);
    Goal reached = Goal.targeted((predicted + 1) % 3, predicted);

    var result = attack.query(MODEL, images, List.of(reached), ThreatModel.linfLevels(4), 1);

    assertArrayEquals(new int[] {1}, result.queries());
    assertArrayEquals(images[0], result.images()[0]);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void nothingIsAskedOnceTheGoalIsReached(QueryAttack attack) {
    float[][] images = {grey(0.5f)};
    Goal goal = Goal.untargeted(predicted(images[0]));

    var result = attack.query(MODEL, images, List.of(goal), new ThreatModel(Norm.LINF, 0.4), 1);

    assertTrue(result.queries()[0] < attack.budget(), "asked " + result.queries()[0]);
    assertTrue(goal.reached(MODEL.logits(result.images())[0]));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void oneImageThatIsDoneDoesNotEndTheOthers(QueryAttack attack) {
    float[][] images = {grey(0.5f), grey(0.45f)};
    int predicted = predicted(images[0]);
    List<Goal> goals =
        List.of(
            Goal.targeted((predicted + 1) % 3, predicted), Goal.untargeted(predicted(images[1])));

    var result = attack.query(MODEL, images, goals, new ThreatModel(Norm.L2, 1e-3), 1);

    assertEquals(1, result.queries()[0]);
    assertEquals(attack.budget(), result.queries()[1]);
  }

  /** The point of a random search: more questions, more margin. */
  @Test
  void squareRaisesTheMarginTowardsTheCornersWithItsBudget() {
    for (Norm norm : Norm.values()) {
      float[][] images = {grey(0.5f)};
      Goal goal = Goal.untargeted(predicted(images[0]));
      ThreatModel threat = new ThreatModel(norm, norm == Norm.LINF ? 1e-3 : 1e-2);
      double clean = goal.margin(MODEL.logits(images)[0]);
      double[] gains =
          Stream.of(1, 20, 200, 2000)
              .mapToDouble(
                  budget -> {
                    var attack = new SquareAttack("Square", budget, 0.8);
                    var result = attack.query(MODEL, images, List.of(goal), threat, 1);
                    return goal.margin(MODEL.logits(result.images())[0]) - clean;
                  })
              .toArray();
      Gradients gradients = MODEL.gradient(images, List.of(goal), Loss.MARGIN);
      double most = threat.epsilon() * norm.dual(gradients.byImage()[0]);

      assertEquals(0, gains[0], "the first question is about the image itself");
      for (int i = 1; i < gains.length; i++) {
        assertTrue(gains[i] > gains[i - 1], norm + Arrays.toString(gains));
      }
      assertTrue(gains[3] > 0.4 * most && gains[3] <= 1.0001 * most, gains[3] + " of " + most);
    }
  }

  /** A model that answers one class to all noise gives an attack nowhere to begin. */
  @Test
  void withoutAStartTheImageIsHandedBackAndTheBudgetIsNotWasted() {
    Classifier stubborn = new OneClass(COLOUR);
    float[][] images = {grey(0.5f)};
    for (QueryAttack attack : attacks().filter(each -> !(each instanceof SquareAttack)).toList()) {

      var result =
          attack.query(stubborn, images, List.of(Goal.untargeted(0)), ThreatModel.linfLevels(1), 1);

      assertArrayEquals(images[0], result.images()[0]);
      assertTrue(result.queries()[0] <= attack.budget() / 4 + 1);
    }
  }

  private record OneClass(Geometry geometry) implements Classifier {
    @Override
    public int classes() {
      return 2;
    }

    @Override
    public float[][] logits(float[][] images) {
      return Arrays.stream(images).map(image -> new float[] {1, 0}).toArray(float[][]::new);
    }
  }

  private static int predicted(float[] image) {
    return Loss.order(MODEL.logits(new float[][] {image})[0])[0];
  }

  private static float[] grey(float intensity) {
    float[] image = new float[COLOUR.size()];
    Arrays.fill(image, intensity);
    return image;
  }
}
