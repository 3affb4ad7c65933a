package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.FeatureLayout.Tap;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;
import java.util.List;
import java.util.stream.Collectors;
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
  void withoutAHeadThePenultimateVectorIsTheMeansOfTheLastTap() {
    assertEquals(7, LAYOUT.penultimateOffset());
    assertEquals(1, LAYOUT.penultimateSize());
  }

  @Test
  void aHeadsEmbeddingStandsAtTheEndAndIsThePenultimateVector() {
    FeatureLayout layout = new FeatureLayout(3, LAYOUT.taps(), 128);

    assertEquals(9, layout.penultimateOffset());
    assertEquals(128, layout.penultimateSize());
    assertEquals(137, layout.size());
  }

  @Test
  void imageNetsNetworksHaveEightTaps() {
    Ends ends = new Ends(new Geometry(3, 224, 224), Normalisation.IMAGENET, 2, 128);
    Architecture mobileNet = new MobileNetV2(ends, 1);
    Architecture resNet18 = new ResNet(ends, Stem.IMAGENET, Kind.BASIC, 64, List.of(2, 2, 2, 2));
    Architecture resNet50 =
        new ResNet(ends, Stem.IMAGENET, Kind.BOTTLENECK, 64, List.of(3, 4, 6, 3));

    assertEquals(
        "features.1 16, features.3 24, features.6 32, features.10 64, features.13 96,"
            + " features.16 160, features.17 320, features.18 1280",
        words(mobileNet));
    assertEquals(
        "layer1.0 64, layer1.1 64, layer2.0 128, layer2.1 128, layer3.0 256, layer3.1 256,"
            + " layer4.0 512, layer4.1 512",
        words(resNet18));
    assertEquals(
        "layer1.0 256, layer1.2 256, layer2.0 512, layer2.3 512, layer3.0 1024, layer3.5 1024,"
            + " layer4.0 2048, layer4.2 2048",
        words(resNet50));
  }

  private static String words(Architecture architecture) {
    return architecture.layout().taps().stream()
        .map(tap -> tap.name() + " " + tap.channels())
        .collect(Collectors.joining(", "));
  }

  /** As torchvision counts: multiples of 8, at least 8, not under nine tenths; 1280 at the end. */
  @Test
  void aWidthMultiplierScalesTheChannelsOfMobileNetV2() {
    Ends ends = new Ends(new Geometry(3, 224, 224), Normalisation.IMAGENET, 2, 0);

    assertEquals(
        "features.1 8, features.3 8, features.6 16, features.10 24, features.13 32, features.16 56,"
            + " features.17 112, features.18 1280",
        words(new MobileNetV2(ends, 0.35)));
    assertEquals(
        "features.1 24, features.3 32, features.6 48, features.10 88, features.13 136,"
            + " features.16 224, features.17 448, features.18 1792",
        words(new MobileNetV2(ends, 1.4)));
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
    assertThrows(IllegalArgumentException.class, () -> new FeatureLayout(2, taps, -1));
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
  void endsAndMultipliersThatCannotBeBuiltAreDefects() {
    Ends ends = new Ends(GREY, Normalisation.IMAGENET, 2, 0);
    List<Float> two = List.of(1f, 1f);
    List<Float> three = List.of(1f, 1f, 1f);
    assertThrows(IllegalArgumentException.class, () -> new Ends(GREY, ends.normalisation(), 2, -1));
    assertThrows(
        IllegalArgumentException.class, () -> new Ends(GREY, ends.normalisation(), 2, 4097));
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(two, two));
    assertThrows(IllegalArgumentException.class, () -> new Normalisation(three, two));
    for (double multiplier : new double[] {0, -1, 4.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new MobileNetV2(ends, multiplier));
    }
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
