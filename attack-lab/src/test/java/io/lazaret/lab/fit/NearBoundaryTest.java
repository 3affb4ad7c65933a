package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Largest;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.evaluate.Metrics;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows of a nearness and of one number that attacks of one sort give away. */
class NearBoundaryTest {
  private static final DetectorTrainer TRAINER =
      new NearBoundary(
          Statistics.PREDICTION,
          new Balanced("d", Statistics.PREDICTION_CONSISTENCY, new LogisticRegression(0.1)));

  private final Random random = new Random(1);

  /**
   * It was fitted on attacks that go far beyond the boundary, so that nearness speaks against an
   * attack: a classifier of both numbers would let those pass that stop near it.
   */
  @Test
  void attacksThatStopNearTheBoundaryAreFoundByOneThatNeverSawAny() {
    FitSet examples = examples();
    double[][] clean = rows(500, 0, 0);
    double[][] far = rows(200, -3, 8);
    double[][] near = rows(200, 5, 0);

    Largest both = (Largest) TRAINER.fit(examples, 1);
    var sum = new LogisticRegression(0.1).fit(examples.rows(), examples.attacked(), 1);

    assertTrue(auc(both::score, clean, far) > 0.99);
    assertTrue(auc(both::score, clean, near) > 0.99);
    assertTrue(auc(sum::score, clean, near) < 0.2);
  }

  /**
   * A tenth of what nobody attacked lies above the origin, by one unit in the mean; the nearness
   * counts as if it were four times as common.
   */
  @Test
  void partsAreMeasuredByWhatNobodyAttacked() {
    FitSet examples = examples();
    Largest both = (Largest) TRAINER.fit(examples, 1);

    for (Largest.Part part : both.parts()) {
      double handicap = part.inputs().contains(0) ? Math.log(4) : 0;
      double[] above =
          Arrays.stream(examples.rows(Kind.CLEAN, Kind.HARMLESS))
              .mapToDouble(row -> part.score(row) + handicap)
              .filter(score -> score > 0)
              .toArray();
      assertEquals(0.1, above.length / 400.0, 0.01);
      assertEquals(1, Arrays.stream(above).average().orElseThrow(), 1e-9);
    }
  }

  private FitSet examples() {
    List<Example> examples = new ArrayList<>();
    add(examples, rows(200, 0, 0), Kind.CLEAN);
    add(examples, rows(200, 0, 0), Kind.HARMLESS);
    add(examples, rows(200, -3, 8), Kind.ATTACKED);
    return new FitSet(examples);
  }

  private static void add(List<Example> examples, double[][] rows, Kind kind) {
    for (int i = 0; i < rows.length; i++) {
      examples.add(new Example(rows[i], "patient " + i, kind, kind.name()));
    }
  }

  private double[][] rows(int count, double nearness, double lost) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = new double[] {nearness + random.nextGaussian(), lost + random.nextGaussian()};
    }
    return rows;
  }

  private interface Score {
    double of(double[] row);
  }

  private static double auc(Score score, double[][] clean, double[][] attacked) {
    return Metrics.auc(
        Arrays.stream(clean).mapToDouble(score::of).toArray(),
        Arrays.stream(attacked).mapToDouble(score::of).toArray());
  }
}
