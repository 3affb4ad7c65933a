package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.LinearModel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  private static final LogisticRegression TRAINER = new LogisticRegression(1);

  @Test
  void classesThatCanBeSeparatedAre() {
    Rows rows = Rows.of(100, 100, 6, 1);

    LinearModel model = TRAINER.fit(rows.values(), rows.suspicious(), 1);

    for (int n = 0; n < rows.values().length; n++) {
      assertEquals(rows.suspicious()[n], model.score(rows.values()[n]) > 0);
    }
  }

  @Test
  void theOrderOfTheClassesDoesNotTurnTheScoreRound() {
    Rows rows = Rows.of(50, 50, 6, 1);
    int last = rows.values().length - 1;
    double[][] reversed = new double[last + 1][];
    boolean[] suspicious = new boolean[last + 1];
    for (int n = 0; n <= last; n++) {
      reversed[n] = rows.values()[last - n];
      suspicious[n] = rows.suspicious()[last - n];
    }

    LinearModel model = TRAINER.fit(rows.values(), rows.suspicious(), 1);
    LinearModel turned = TRAINER.fit(reversed, suspicious, 1);

    for (double[] row : rows.values()) {
      assertEquals(model.score(row), turned.score(row), 1e-3 * (1 + Math.abs(model.score(row))));
    }
  }

  @Test
  void theSameSeedGivesTheSameModel() {
    Rows rows = Rows.of(60, 40, 1, 2);

    assertEquals(
        TRAINER.fit(rows.values(), rows.suspicious(), 3),
        TRAINER.fit(rows.values(), rows.suspicious(), 3));
  }

  /** With every class weighing the same in all, the border does not move towards the rarer one. */
  @Test
  void aRareClassWeighsAsMuchAsACommonOne() {
    Rows rows = Rows.of(2000, 40, 4, 5);

    LinearModel model = TRAINER.fit(rows.values(), rows.suspicious(), 1);

    assertEquals(0, model.score(new double[] {2, 2, 0}), 1.5, "halfway between the means");
    double missed = 0;
    for (int n = 2000; n < 2040; n++) {
      missed += model.score(rows.values()[n]) > 0 ? 0 : 1;
    }
    assertTrue(missed <= 2, missed + " of 40 missed");
  }

  @Test
  void aNumberThatNeverChangesIsNoReasonToFail() {
    double[][] values = {{1, 5}, {2, 5}, {3, 5}, {4, 5}};

    LinearModel model = TRAINER.fit(values, new boolean[] {false, false, true, true}, 1);

    assertTrue(model.score(new double[] {4, 5}) > model.score(new double[] {1, 5}));
  }

  /** Standardised: the unit of a number does not matter. */
  @Test
  void theUnitOfANumberDoesNotMatter() {
    Rows rows = Rows.of(50, 50, 2, 7);
    double[][] scaled = new double[rows.values().length][];
    for (int n = 0; n < scaled.length; n++) {
      double[] row = rows.values()[n];
      scaled[n] = new double[] {row[0] * 1e4, row[1], row[2]};
    }

    LinearModel model = TRAINER.fit(rows.values(), rows.suspicious(), 1);
    LinearModel other = TRAINER.fit(scaled, rows.suspicious(), 1);

    for (int n = 0; n < scaled.length; n++) {
      assertEquals(model.score(rows.values()[n]), other.score(scaled[n]), 1e-3);
    }
  }

  /** Two Gaussian clouds in the first two numbers; the third is noise. */
  static final class Rows {
    private final double[][] values;
    private final boolean[] suspicious;

    private Rows(double[][] values, boolean[] suspicious) {
      this.values = values;
      this.suspicious = suspicious;
    }

    double[][] values() {
      return values;
    }

    boolean[] suspicious() {
      return suspicious;
    }

    static Rows of(int harmless, int attacked, double distance, long seed) {
      Random random = new Random(seed);
      double[][] values = new double[harmless + attacked][];
      boolean[] suspicious = new boolean[values.length];
      for (int n = 0; n < values.length; n++) {
        suspicious[n] = n >= harmless;
        double centre = suspicious[n] ? distance : 0;
        values[n] =
            new double[] {
              centre + random.nextGaussian(), centre + random.nextGaussian(), random.nextGaussian()
            };
      }
      return new Rows(values, suspicious);
    }
  }
}
