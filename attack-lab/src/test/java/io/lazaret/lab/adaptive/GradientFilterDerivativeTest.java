package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every derivative against differences of the filter's own numbers. */
class GradientFilterDerivativeTest {
  private static final Geometry GREY = new Geometry(1, 8, 9);
  private static final int SIZE = GREY.size();
  private static final double MARGIN = 1.5;

  private final double[] weights = new Random(1).doubles(GradientFilter.SIZE, -1, 1).toArray();
  private final float[][] gradients = gradients();

  @Test
  void itIsTheNumericOneByBothGradients() {
    Levels file = spaced();

    float[][] byGradients =
        GradientFilterDerivative.of(file, gradients, MARGIN, weights).byGradients();

    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < SIZE; i++) {
        double above = weighted(file, moved(gradients, k, i, 1), MARGIN, weights);
        double below = weighted(file, moved(gradients, k, i, -1), MARGIN, weights);
        assertEquals((above - below) * 512, byGradients[k][i], 0.02);
      }
    }
  }

  @Test
  void itIsTheNumericOneByTheMargin() {
    double byMargin = GradientFilterDerivative.of(spaced(), gradients, MARGIN, weights).byMargin();

    double above = weighted(spaced(), gradients, MARGIN + 0.01, weights);
    double below = weighted(spaced(), gradients, MARGIN - 0.01, weights);
    assertEquals((above - below) / 0.02, byMargin, 1e-3);
  }

  /** Levels so far apart that no median changes its place; nearly all residuals are clipped. */
  @Test
  void itIsTheNumericOneByTheFileThroughEveryDenoiser() {
    double[] unclipped = weights.clone();
    for (int at : IntStream.range(0, GradientFilter.SIZE).filter(this::isOfClipped).toArray()) {
      unclipped[at] = 0;
    }

    assertByFile(spaced(), unclipped);
  }

  /** Levels so near to each other that nothing is clipped, through what is linear. */
  @Test
  void itIsTheNumericOneByTheFileWhereNothingIsClipped() {
    double[] linear = new double[weights.length];
    for (int at = 0; at < 10; at++) {
      linear[at] = weights[at];
      linear[25 + at] = weights[25 + at];
    }

    assertByFile(flat(), linear);
  }

  /** Residuals of a checkerboard are far beyond what counts, so a level changes none of them. */
  @Test
  void whatIsClippedHasNoDerivative() {
    byte[] levels = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      levels[i] = (byte) ((i % GREY.width() + i / GREY.width()) % 2 == 0 ? 60 : 190);
    }
    double[] clipped = new double[weights.length];
    for (int at : IntStream.range(0, weights.length).filter(this::isOfClipped).toArray()) {
      boolean blur = at < 10 || at >= 25 && at < 35;
      clipped[at] = blur ? weights[at] : 0;
    }

    float[] byFile =
        GradientFilterDerivative.of(new Levels(GREY, levels), gradients, MARGIN, clipped).byFile();

    assertArrayEquals(new float[SIZE], byFile);
    assertByFile(new Levels(GREY, levels), clipped);
  }

  private void assertByFile(Levels file, double[] weights) {
    float[] byFile = GradientFilterDerivative.of(file, gradients, MARGIN, weights).byFile();

    double largest = 0;
    for (float each : byFile) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int i = 0; i < SIZE; i++) {
      double above = weighted(MarginGradientsTest.moved(file, i, 1), gradients, MARGIN, weights);
      double below = weighted(MarginGradientsTest.moved(file, i, -1), gradients, MARGIN, weights);
      assertEquals((above - below) * 255 / 2, byFile[i], 0.02 * largest);
    }
  }

  /** Numbers 1 to 3 of the five of each residual are made from what is clipped. */
  private boolean isOfClipped(int at) {
    int place = at < 20 ? at % 5 : at >= 25 && at < 45 ? (at - 25) % 5 : 0;
    return place >= 1 && place <= 3;
  }

  private static double weighted(
      Levels file, float[][] gradients, double margin, double[] weights) {
    FloatBuffer both = FloatBuffer.allocate(2 * SIZE);
    both.put(gradients[0]).put(gradients[1]).flip();
    float[] row = new GradientFilter(SIZE).row(Prepared.of(file, List.of(), true), both, margin);
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += weights[i] * row[i];
    }
    return sum;
  }

  private static float[][] moved(float[][] gradients, int which, int index, int sign) {
    float[][] moved = {gradients[0].clone(), gradients[1].clone()};
    moved[which][index] += sign / 1024f;
    return moved;
  }

  /** Magnitudes apart from each other, so that a small change leaves the largest tenth the same. */
  private static float[][] gradients() {
    float[][] gradients = new float[2][SIZE];
    for (int k = 0; k < 2; k++) {
      List<Integer> order = shuffled(7 + k);
      for (int i = 0; i < SIZE; i++) {
        gradients[k][i] = (0.1f + 0.02f * order.get(i)) * (order.get(i) % 2 == 0 ? 1 : -1);
      }
    }
    return gradients;
  }

  private static Levels spaced() {
    List<Integer> order = shuffled(3);
    byte[] levels = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      levels[i] = (byte) (10 + 3 * order.get(i));
    }
    return new Levels(GREY, levels);
  }

  private static Levels flat() {
    byte[] levels = new byte[SIZE];
    Arrays.fill(levels, (byte) 100);
    for (int i = 3; i < SIZE; i += 5) {
      levels[i]++;
    }
    return new Levels(GREY, levels);
  }

  private static List<Integer> shuffled(long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, SIZE).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }
}
