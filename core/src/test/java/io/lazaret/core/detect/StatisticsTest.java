package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  /** Two logits; a first tap of one channel, a penultimate one of two; means, then deviations. */
  private static final FeatureLayout LAYOUT =
      new FeatureLayout(
          2, List.of(new FeatureLayout.Tap("first", 1), new FeatureLayout.Tap("last", 2)));

  private static final float[] IMAGE = {1, 3, /**/ 2, 9, /**/ 3, 4, 9, 9};

  @Test
  void predictionConsistencyOfAViewByHand() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, {2, 1, 5, 0, 0, 4, 0, 0}});

    double[] row = Statistics.PREDICTION_CONSISTENCY.of(features);

    // the image's margin is 3 - 1 = 2, the view's margin for the same class 1 - 2 = -1
    double displacement = 3 / 5.0; // from (3, 4) to (0, 4), at the deeper one of two taps
    assertArrayEquals(new double[] {3, 3, Math.tanh(-1), displacement}, row, 1e-5);
  }

  @Test
  void thePredictionIsTheNearnessOfTheBoundaryBeforeWhatIsConsistent() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, {2, 1, 5, 0, 0, 4, 0, 0}});

    double[] row = Statistics.PREDICTION.of(features);

    assertEquals(-Math.log(2.01), row[0], 1e-12);
    assertArrayEquals(
        Statistics.PREDICTION_CONSISTENCY.of(features), Arrays.copyOfRange(row, 1, row.length));
  }

  /** Two logits alike: as near as it gets. */
  @Test
  void anImageOnTheBoundaryHasAFiniteNearness() {
    Features features = new Features(LAYOUT, new float[][] {{3, 3, 2, 9, 3, 4, 9, 9}});

    assertEquals(-Math.log(0.01), Statistics.PREDICTION.of(features)[0], 1e-12);
  }

  /** Margins of many logits: the side stays within its range, what is lost stays finite. */
  @Test
  void aViewFarBeyondTheBoundaryIsOnTheOtherSide() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, {900, 1, 2, 9, 3, 4, 9, 9}});

    assertArrayEquals(
        new double[] {901, 901, -1, 0}, Statistics.PREDICTION_CONSISTENCY.of(features));
  }

  @Test
  void theDisplacementIsTheMeanOfTheDeeperHalf() {
    List<FeatureLayout.Tap> taps =
        IntStream.range(0, 5).mapToObj(i -> new FeatureLayout.Tap("t" + i, 1)).toList();
    FeatureLayout layout = new FeatureLayout(2, taps);
    float[][] planes = new float[2][layout.size()];
    for (int tap = 0; tap < taps.size(); tap++) {
      planes[0][layout.meanOffset(tap)] = 10;
      planes[1][layout.meanOffset(tap)] = 10 + tap;
    }

    double[] row = Statistics.PREDICTION_CONSISTENCY.of(new Features(layout, planes));

    assertEquals((2 + 3 + 4) / 10.0 / 3, row[3], 1e-6);
  }

  @Test
  void predictionsOfViewsThatLeaveTheImageAsItIsAreConsistent() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, IMAGE.clone(), IMAGE.clone()});

    double side = Math.tanh(2);
    assertArrayEquals(
        new double[] {0, 0, side, 0, 0, 0, side, 0},
        Statistics.PREDICTION_CONSISTENCY.of(features));
  }

  @Test
  void consistencyOfAViewByHand() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, {2, 1, 5, 0, 0, 4, 0, 0}});

    double[] row = Statistics.CONSISTENCY.of(features);

    // the image's margin is 3 - 1 = 2, the view's margin for the same class 1 - 2 = -1
    assertEquals(3, row[0], "margin lost");
    assertEquals(3, row[1], "margin lost, absolute");
    assertEquals(3, row[2], "distance of the penultimate means (3, 4) and (0, 4)");
    assertEquals(16 / (4.0 * 5.0), row[3], 1e-9, "their cosine");
    assertEquals(3 / 2.0, row[4], 1e-5, "displacement of the first tap");
    assertEquals(3 / 5.0, row[5], 1e-5, "displacement of the penultimate tap");
    assertEquals(6, row.length);
  }

  @Test
  void aMarginGainedIsNegativeAndItsAbsoluteValueIsNot() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, {0, 7, 2, 9, 3, 4, 9, 9}});

    double[] row = Statistics.CONSISTENCY.of(features);

    assertEquals(-5, row[0]);
    assertEquals(5, row[1]);
  }

  @Test
  void viewsThatLeaveTheImageAsItIsMoveNothing() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, IMAGE.clone(), IMAGE.clone()});

    double[] view = {0, 0, 0, 1, 0, 0}; // the cosine of equal features is 1
    double[] row = Statistics.CONSISTENCY.of(features);

    for (int i = 0; i < row.length; i++) {
      assertEquals(view[i % 6], row[i], 1e-9, "number " + i);
    }
    assertEquals(12, row.length);
  }

  @Test
  void penultimateIsTheLastTapsMeansOfTheImageItself() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE, {2, 1, 5, 0, 0, 4, 0, 0}});

    assertArrayEquals(new double[] {3, 4}, Statistics.PENULTIMATE.of(features));
  }

  /** Where the network has a head, its embedding is the deep feature; the taps stay taps. */
  @Test
  void withAHeadDistanceAndCosineAreTheEmbeddings() {
    FeatureLayout layout = new FeatureLayout(2, LAYOUT.taps(), 2);
    float[] image = {1, 3, /**/ 2, 9, /**/ 3, 4, 9, 9, /**/ 6, 8};
    float[] view = {2, 1, /**/ 5, 0, /**/ 0, 4, 0, 0, /**/ 6, 0};
    Features features = new Features(layout, new float[][] {image, view});

    double[] row = Statistics.CONSISTENCY.of(features);

    assertEquals(8, row[2], "distance of the embeddings (6, 8) and (6, 0)");
    assertEquals(36 / (10.0 * 6.0), row[3], 1e-9, "their cosine");
    assertEquals(3 / 2.0, row[4], 1e-5, "displacement of the first tap");
    assertEquals(3 / 5.0, row[5], 1e-5, "displacement of the last tap");
    assertEquals(6, row.length);
    assertArrayEquals(new double[] {6, 8}, Statistics.PENULTIMATE.of(features));
    assertEquals(2, Statistics.PENULTIMATE.size(layout, 1));
  }

  @Test
  void theGradientFilterIsTheRowThatTheBackboneFilledIn() {
    float[] gradient = new float[GradientFilter.SIZE];
    gradient[0] = 0.5f;
    gradient[45] = -1;
    Features features = new Features(LAYOUT, new float[][] {IMAGE}, gradient);

    double[] row = Statistics.GRADIENT_FILTER.of(features);

    assertEquals(46, row.length);
    assertEquals(0.5, row[0]);
    assertEquals(-1, row[45]);
  }

  @Test
  void bothTogetherAreOneBehindTheOther() {
    float[] gradient = new float[GradientFilter.SIZE];
    gradient[3] = 7;
    Features features =
        new Features(LAYOUT, new float[][] {IMAGE, {2, 1, 5, 0, 0, 4, 0, 0}}, gradient);

    double[] filter = Statistics.GRADIENT_FILTER.of(features);
    Map<Statistics, Statistics> pairs =
        Map.of(
            Statistics.CONSISTENCY,
            Statistics.CONSISTENCY_AND_GRADIENT,
            Statistics.PREDICTION_CONSISTENCY,
            Statistics.PREDICTION_CONSISTENCY_AND_GRADIENT,
            Statistics.PREDICTION,
            Statistics.PREDICTION_AND_GRADIENT);
    pairs.forEach(
        (first, together) -> {
          double[] both = together.of(features);
          double[] alone = first.of(features);
          assertArrayEquals(alone, Arrays.copyOf(both, alone.length));
          assertArrayEquals(filter, Arrays.copyOfRange(both, alone.length, both.length));
        });
  }

  /** An image that was not prepared for gradients has no score, not a wrong one. */
  @Test
  void gradientStatisticsOfFeaturesWithoutGradientsAreADefect() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE});

    for (Statistics statistics : Statistics.values()) {
      if (statistics.needsGradients()) {
        assertThrows(IllegalArgumentException.class, () -> statistics.of(features));
      }
    }
  }

  @Test
  void byClassTheVectorStandsBehindThePredictedClassAndTheNumberOfClasses() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE});

    assertArrayEquals(new double[] {1, 2, 3, 4}, Statistics.PENULTIMATE_BY_CLASS.of(features));
  }

  @Test
  void aRowOfTapsSaysItselfWhereTheyStand() {
    Features features = new Features(LAYOUT, new float[][] {IMAGE});

    assertArrayEquals(
        new double[] {1, /**/ 1, 2, /**/ 2, 3, 4}, Statistics.TAPS_BY_CLASS.of(features));
  }

  @Test
  void anImageWithoutAnyActivationGivesFiniteNumbers() {
    Features features = blank(2);

    for (Statistics statistics : Statistics.values()) {
      for (double number : statistics.of(features)) {
        assertTrue(Double.isFinite(number));
      }
    }
  }

  @Test
  void rowsAreAsLongAsTheySay() {
    Features features = blank(3);

    for (Statistics statistics : Statistics.values()) {
      assertEquals(statistics.size(LAYOUT, 3), statistics.of(features).length);
    }
  }

  @Test
  void statisticsAreFoundByTheirCodes() {
    for (Statistics statistics : Statistics.values()) {
      assertEquals(statistics, Statistics.named(statistics.code()));
    }
    var refusal = assertThrows(RefusedException.class, () -> Statistics.named("lid"));
    assertTrue(
        refusal
            .getMessage()
            .contains("known are prediction, prediction_consistency, consistency, pen"));
  }

  private static Features blank(int views) {
    return new Features(
        LAYOUT, new float[1 + views][LAYOUT.size()], new float[GradientFilter.SIZE]);
  }
}
