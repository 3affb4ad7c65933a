package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Forest;
import io.lazaret.lab.fit.LogisticRegressionTest.Rows;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

class BoostedTreesTest {
  private static final BoostedTrees TRAINER = new BoostedTrees(40, 0.1, 3);

  @Test
  void ourTreesSayWhatXgboostSaysOfThem() throws XGBoostError {
    Rows rows = Rows.of(150, 100, 1, 1);
    Rows fresh = Rows.of(100, 100, 1, 2);
    Forest forest = TRAINER.fit(rows.values(), rows.suspicious(), 1);
    Booster booster = TRAINER.library().grow(rows.values(), rows.suspicious(), 1);

    float[][] margins = booster.predict(new DMatrix(single(fresh), 200, 3, Float.NaN), true);

    booster.dispose();
    assertEquals(40, forest.trees().size());
    for (int n = 0; n < 200; n++) {
      assertEquals(
          margins[n][0],
          forest.score(fresh.values()[n]),
          1e-5 * (1 + Math.abs(margins[n][0])),
          "row " + n);
    }
  }

  @Test
  void moreRoundsFitTheRowsMoreClosely() {
    Rows rows = Rows.of(100, 100, 1, 3);

    assertTrue(
        wrong(new BoostedTrees(200, 0.1, 3), rows, rows)
            < wrong(new BoostedTrees(1, 0.1, 1), rows, rows));
  }

  @Test
  void freshRowsOfClassesThatAreFarApartAreToldApartHoweverRareOneIs() {
    Rows rows = Rows.of(400, 40, 5, 5);

    assertTrue(wrong(TRAINER, rows, Rows.of(50, 50, 5, 6)) <= 2);
  }

  private static int wrong(BoostedTrees trainer, Rows rows, Rows judged) {
    Forest forest = trainer.fit(rows.values(), rows.suspicious(), 1);
    int wrong = 0;
    for (int n = 0; n < judged.values().length; n++) {
      wrong += forest.score(judged.values()[n]) > 0 == judged.suspicious()[n] ? 0 : 1;
    }
    return wrong;
  }

  private static float[] single(Rows rows) {
    float[] values = new float[rows.values().length * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows.values()[i / 3][i % 3];
    }
    return values;
  }
}
