package io.lazaret.lab.fit;

import io.lazaret.core.detect.Forest;
import java.util.Map;

/**
 * A random forest (Breiman, 2001), grown by XGBoost in one boosting round: every tree sees a
 * bootstrap share of the rows and a random choice of inputs at each split. Unregularised: XGBoost's
 * default penalty would shrink the leaves.
 *
 * @param trees at least 1
 */
public record RandomForest(int trees) implements ClassifierTrainer {
  private static final int MAX_DEPTH = 12;
  private static final double BOOTSTRAP = 0.632;

  @Override
  public Forest fit(double[][] rows, boolean[] suspicious, long seed) {
    return library(rows[0].length).fit(rows, suspicious, seed);
  }

  /** What XGBoost is asked for. */
  XgboostTrees library(int inputs) {
    return new XgboostTrees(
        1,
        Map.of(
            "num_parallel_tree",
            trees,
            "subsample",
            BOOTSTRAP,
            "colsample_bynode",
            Math.sqrt(inputs) / inputs,
            "learning_rate",
            1,
            "lambda",
            0,
            "min_child_weight",
            0.5,
            "max_depth",
            MAX_DEPTH));
  }
}
