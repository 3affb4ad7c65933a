package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.FeatureLayout.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final Geometry GREY = new Geometry(1, 32, 32);
  private static final FeatureLayout LAYOUT =
      new FeatureLayout(3, List.of(new Tap("a", 2), new Tap("b", 1)));

  @Test
  void aRowHoldsTheLogitsThenMeansAndDeviationsOfEachTap() {
    assertEquals(3, LAYOUT.meanOffset(0));
    assertEquals(7, LAYOUT.meanOffset(1));
    assertEquals(9, LAYOUT.size());
  }

  @Test
  void resNet18HasATapAfterEveryBlock() {
    FeatureLayout layout = ResNet.small(GREY, 2, 16, List.of(2, 2, 2, 2), 0.5f, 0.25f).layout();

    assertEquals(8, layout.taps().size());
    assertEquals(new Tap("layer1.0", 16), layout.taps().get(0));
    assertEquals(new Tap("layer4.1", 128), layout.taps().get(7));
    assertEquals(2 + 2 * 2 * (16 + 32 + 64 + 128), layout.size());
  }

  @Test
  void thePredictedClassIsTheImagesAndTheMarginIsThatClassesInEveryPlane() {
    Features features =
        new Features(
            LAYOUT, new float[][] {{1, 5, 3, 0, 0, 0, 0, 0, 0}, {4, 2, 3, 0, 0, 0, 0, 0, 0}});

    assertEquals(1, features.predictedClass());
    assertEquals(2, features.predictedMargin(0));
    assertEquals(-2, features.predictedMargin(1));
    assertEquals(1, features.views());
  }

  @Test
  void marginsOfANetworkThatFailsAreNotFinite() {
    float[] row = new float[LAYOUT.size()];
    for (int broken = 0; broken < 3; broken++) {
      float[] copy = row.clone();
      copy[broken] = Float.NaN;
      Features features = new Features(LAYOUT, new float[][] {copy});

      assertTrue(Double.isNaN(features.predictedMargin(0)), "logit " + broken);
    }
  }

  @Test
  void aRowIsHandedOutAsACopy() {
    Features features = new Features(LAYOUT, new float[1][LAYOUT.size()]);
    features.row(0)[0] = 9;

    assertEquals(0, features.value(0, 0));
  }

  @Test
  void rowsOfAnotherLengthAreDefects() {
    assertThrows(
        IllegalArgumentException.class, () -> new Features(LAYOUT, new float[][] {{1, 2, 3}}));
  }

  @Test
  void layoutsWithoutClassesOrTapsAreDefects() {
    List<Tap> taps = List.of(new Tap("a", 1));
    assertThrows(IllegalArgumentException.class, () -> new FeatureLayout(1, taps));
    assertThrows(IllegalArgumentException.class, () -> new FeatureLayout(2, List.of()));
  }

  @Test
  void architecturesThatCannotBeBuiltAreDefects() {
    List<Integer> blocks = List.of(1);
    assertDefect(1, 8, blocks, 0.5f, 1);
    assertDefect(1001, 8, blocks, 0.5f, 1);
    assertDefect(2, 0, blocks, 0.5f, 1);
    assertDefect(2, 513, blocks, 0.5f, 1);
    assertDefect(2, 8, List.of(), 0.5f, 1);
    assertDefect(2, 8, List.of(1, 1, 1, 1, 1), 0.5f, 1);
    assertDefect(2, 8, List.of(0), 0.5f, 1);
    assertDefect(2, 8, blocks, Float.NaN, 1);
    assertDefect(2, 8, blocks, 0.5f, 0);
    assertDefect(2, 8, blocks, 0.5f, Float.NaN);
    assertDefect(2, 8, blocks, 0.5f, Float.POSITIVE_INFINITY);
  }

  @Test
  void geometriesThatNoNetworkReadsAreDefects() {
    assertThrows(IllegalArgumentException.class, () -> new Geometry(2, 32, 32));
    assertThrows(IllegalArgumentException.class, () -> new Geometry(1, 7, 32));
    assertThrows(IllegalArgumentException.class, () -> new Geometry(1, 32, 4097));
  }

  private static void assertDefect(
      int classes, int width, List<Integer> blocks, float mean, float deviation) {
    assertThrows(
        IllegalArgumentException.class,
        () -> ResNet.small(GREY, classes, width, blocks, mean, deviation));
  }
}
