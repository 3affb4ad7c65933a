package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Forest;
import io.lazaret.lab.fit.BoostedTrees;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftForestTest {
  private static final int NUMBERS = 6;
  private static final int ROWS = 400;

  private final double[][] rows = rows();
  private final Forest forest = new BoostedTrees(60, 0.1, 4).fit(rows, suspicious(), 1);
  private final SoftForest soft = new SoftForest(forest, rows);

  @Test
  void theSlopeIsTheNumericDerivativeOfTheSoftScore() {
    for (int n = 0; n < 20; n++) {
      double[] slope = soft.slope(rows[n]);

      for (int i = 0; i < NUMBERS; i++) {
        double step = 1e-5 * unit(i);
        double above = soft.followed(moved(rows[n], i, step));
        double below = soft.followed(moved(rows[n], i, -step));
        assertEquals((above - below) / 2e-5, slope[i] * unit(i), 1e-4);
      }
    }
  }

  @Test
  void theValueIsThatOfTheTreesThemselves() {
    for (double[] row : rows) {
      assertEquals(forest.score(row), soft.value(row));
    }
  }

  /** Numbers of very different units: a common temperature would serve one of them. */
  @Test
  void theSoftScoreRanksRowsMuchAsTheTreesDo() {
    double[] values = Arrays.stream(rows).mapToDouble(soft::value).toArray();
    double[] followed = Arrays.stream(rows).mapToDouble(soft::followed).toArray();
    int agreeing = 0;
    int pairs = 0;
    for (int a = 0; a < ROWS; a++) {
      for (int b = 0; b < a; b++) {
        double hard = values[a] - values[b];
        if (Math.abs(hard) > 0.5) {
          pairs++;
          agreeing += hard * (followed[a] - followed[b]) > 0 ? 1 : 0;
        }
      }
    }
    assertTrue(agreeing > 0.95 * pairs, agreeing + " of " + pairs);
  }

  /** Down the slope the trees' own score falls too: what the stand-in is for. */
  @Test
  void stepsDownTheSlopeBringSuspiciousRowsAmongTheOthers() {
    int passed = 0;
    int all = 0;
    for (double[] row : rows) {
      if (forest.score(row) > 1) {
        all++;
        passed += forest.score(descended(row)) < 0 ? 1 : 0;
      }
    }
    assertTrue(all > 50 && passed > 0.95 * all, passed + " of " + all);
  }

  private double[] descended(double[] row) {
    double[] point = row.clone();
    for (int step = 0; step < 100; step++) {
      double[] slope = soft.slope(point);
      for (int i = 0; i < NUMBERS; i++) {
        point[i] -= 0.05 * unit(i) * Math.signum(slope[i]);
      }
    }
    return point;
  }

  private static double[] moved(double[] row, int index, double by) {
    double[] moved = row.clone();
    moved[index] += by;
    return moved;
  }

  private static double unit(int number) {
    return Math.pow(10, number - 3);
  }

  private static double[][] rows() {
    Random random = new Random(2);
    double[][] rows = new double[ROWS][NUMBERS];
    for (int n = 0; n < ROWS; n++) {
      for (int i = 0; i < NUMBERS; i++) {
        rows[n][i] = unit(i) * (random.nextGaussian() + (n % 2 == 0 ? 0 : 0.9));
      }
    }
    return rows;
  }

  private static boolean[] suspicious() {
    boolean[] suspicious = new boolean[ROWS];
    for (int n = 1; n < ROWS; n += 2) {
      suspicious[n] = true;
    }
    return suspicious;
  }
}
