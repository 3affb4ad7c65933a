package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Forest;
import io.lazaret.lab.fit.LogisticRegressionTest.Rows;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

class RandomForestTest {
  private static final RandomForest TRAINER = new RandomForest(20);

  @Test
  void ourTreesSayWhatXgboostSaysOfThem() throws XGBoostError {
    Rows rows = Rows.of(150, 100, 1, 1);
    Forest forest = TRAINER.fit(rows.values(), rows.suspicious(), 1);
    Booster booster = TRAINER.library(3).grow(rows.values(), rows.suspicious(), 1);
    float[] values = values(500, rows);

    float[][] margins = booster.predict(new DMatrix(values, 500, 3, Float.NaN), true);

    booster.dispose();
    assertEquals(20, forest.trees().size());
    for (int n = 0; n < 500; n++) {
      double[] row = {values[3 * n], values[3 * n + 1], values[3 * n + 2]};
      assertEquals(margins[n][0], forest.score(row), 1e-6 * (1 + Math.abs(margins[n][0])));
    }
  }

  @Test
  void theSameSeedGivesTheSameTreesAndAnotherOthers() {
    Rows rows = Rows.of(60, 40, 1, 2);

    Forest forest = TRAINER.fit(rows.values(), rows.suspicious(), 3);

    assertEquals(forest, TRAINER.fit(rows.values(), rows.suspicious(), 3));
    assertNotEquals(forest, TRAINER.fit(rows.values(), rows.suspicious(), 4));
  }

  @Test
  void freshRowsOfClassesThatAreFarApartAreToldApart() {
    Rows rows = Rows.of(400, 40, 5, 5);
    Rows fresh = Rows.of(50, 50, 5, 6);

    Forest forest = TRAINER.fit(rows.values(), rows.suspicious(), 1);

    int wrong = 0;
    for (int n = 0; n < 100; n++) {
      wrong += forest.score(fresh.values()[n]) > 0 == fresh.suspicious()[n] ? 0 : 1;
    }
    assertTrue(wrong <= 2, wrong + " of 100 wrong");
  }

  /** Random rows, and rows that lie exactly on what the trees were grown on. */
  private static float[] values(int count, Rows rows) {
    Random random = new Random(2);
    float[] values = new float[count * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i < 300 ? (float) rows.values()[i / 3][i % 3] : (float) (2 * random.nextGaussian());
    }
    return values;
  }
}
