package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pair of statistics and score function promises. */
class DetectorContractTest {
  private static final int VIEWS = 3;
  private static final FeatureLayout LAYOUT =
      new FeatureLayout(
          3, List.of(new FeatureLayout.Tap("first", 2), new FeatureLayout.Tap("last", 4)));

  static Stream<Detector> detectors() {
    return Stream.of(Statistics.values())
        .flatMap(
            statistics -> {
              int inputs = statistics.size(LAYOUT, VIEWS);
              return Stream.of(linear(inputs), forest(inputs))
                  .map(function -> new Detector(statistics.code(), statistics, function));
            });
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void finiteFeaturesGiveAFiniteScore(Detector detector) {
    for (int seed = 0; seed < 50; seed++) {
      assertTrue(Double.isFinite(detector.score(features(seed))));
    }
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void theSameFeaturesGiveTheSameScore(Detector detector) {
    for (int seed = 0; seed < 50; seed++) {
      Features features = features(seed);
      assertEquals(detector.score(features), detector.score(features));
      assertEquals(detector.score(features), detector.score(features(seed)));
    }
  }

  /** A NaN anywhere in what a detector looks at must not pass for a clean image. */
  @ParameterizedTest
  @MethodSource("detectors")
  void aNetworkThatFailsGivesAScoreThatIsNotFinite(Detector detector) {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[][] rows = new float[1 + VIEWS][LAYOUT.size()];
      for (float[] row : rows) {
        Arrays.fill(row, bad);
      }
      float[] gradient = new float[GradientFilter.SIZE];
      Arrays.fill(gradient, bad);
      Features features = new Features(LAYOUT, rows, gradient);
      assertFalse(Double.isFinite(detector.score(features)), "all " + bad);
    }
  }

  /** The forward pass may be well and the backward pass not. */
  @ParameterizedTest
  @MethodSource("detectors")
  void aGradientThatFailsGivesAScoreThatIsNotFiniteToWhoeverLooksAtIt(Detector detector) {
    for (int number = 0; number < GradientFilter.SIZE; number++) {
      Features good = features(1);
      float[] gradient = good.gradientRow();
      gradient[number] = Float.NaN;
      float[][] rows = IntStream.rangeClosed(0, VIEWS).mapToObj(good::row).toArray(float[][]::new);

      double score = detector.score(new Features(LAYOUT, rows, gradient));

      assertEquals(detector.statistics().needsGradients(), !Double.isFinite(score));
    }
  }

  private static Features features(int seed) {
    Random random = new Random(seed);
    float[][] rows = new float[1 + VIEWS][LAYOUT.size()];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) (random.nextGaussian() * 10);
      }
    }
    float[] gradient = new float[GradientFilter.SIZE];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) random.nextGaussian();
    }
    return new Features(LAYOUT, rows, gradient);
  }

  private static LinearModel linear(int inputs) {
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      weights.add((i % 5) - 1.5);
    }
    return new LinearModel(
        Collections.nCopies(inputs, 0.5), Collections.nCopies(inputs, 2.0), weights, -1);
  }

  private static Forest forest(int inputs) {
    return new Forest(
        inputs,
        0,
        IntStream.range(0, inputs)
            .mapToObj(
                input ->
                    new Forest.Tree(
                        List.of(
                            new Forest.Node(input, 0.3f, 1, 2, 0),
                            Forest.Node.leaf(-1.0 / (input + 1)),
                            Forest.Node.leaf(1.0 / (input + 1)))))
            .toList());
  }
}
