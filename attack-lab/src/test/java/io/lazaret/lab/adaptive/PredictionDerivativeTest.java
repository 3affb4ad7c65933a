package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.FeatureLayout.Tap;
import io.lazaret.core.model.Features;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PredictionDerivativeTest {
  private static final int PLANES = 3;

  /** Two classes and more, without a head and with one. */
  static Stream<FeatureLayout> layouts() {
    List<Tap> taps = List.of(new Tap("first", 3), new Tap("second", 4), new Tap("last", 5));
    return Stream.of(
        new FeatureLayout(2, taps), new FeatureLayout(4, taps), new FeatureLayout(3, taps, 6));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void itIsTheNumericOne(FeatureLayout layout) {
    Random random = new Random(1);
    float[][] rows = new float[PLANES][layout.size()];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = 1 + (float) random.nextGaussian();
      }
    }
    double[] weights = random.doubles(Statistics.PREDICTION.size(layout, PLANES - 1)).toArray();

    float[][] derivative = PredictionDerivative.of(new Features(layout, rows), weights);

    for (int plane = 0; plane < PLANES; plane++) {
      for (int i = 0; i < layout.size(); i++) {
        double before = moved(layout, rows, plane, i, -1, weights);
        double after = moved(layout, rows, plane, i, 1, weights);
        assertEquals((after - before) * 1024 / 2, derivative[plane][i], 2e-3);
      }
    }
  }

  @Test
  void viewsThatAreTheImageItselfHaveADerivative() {
    FeatureLayout layout = layouts().findFirst().orElseThrow();
    float[][] rows = new float[PLANES][layout.size()];
    double[] weights = new double[Statistics.PREDICTION.size(layout, PLANES - 1)];
    Arrays.fill(weights, 1);

    float[][] derivative = PredictionDerivative.of(new Features(layout, rows), weights);

    for (int plane = 0; plane < PLANES; plane++) {
      float[] expected = new float[layout.size()];
      if (plane == 0) { // of a view, the side's derivative and that of what is lost cancel
        float nearness = (float) (-1 / Statistics.NEAREST);
        expected[0] = PLANES - 1 + nearness;
        expected[1] = 1 - PLANES - nearness;
      }
      assertArrayEquals(expected, derivative[plane]);
    }
  }

  private static double moved(
      FeatureLayout layout, float[][] rows, int plane, int index, int sign, double[] weights) {
    float[][] copies = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copies[i] = rows[i].clone();
    }
    copies[plane][index] += sign / 1024f;
    double[] statistics = Statistics.PREDICTION.of(new Features(layout, copies));
    double sum = 0;
    for (int i = 0; i < statistics.length; i++) {
      sum += weights[i] * statistics[i];
    }
    return sum;
  }
}
