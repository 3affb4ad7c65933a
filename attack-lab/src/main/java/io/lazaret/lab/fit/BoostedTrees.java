package io.lazaret.lab.fit;

import io.lazaret.core.detect.Forest;
import java.util.Map;

/**
 * Gradient-boosted trees (Friedman, 2001), by XGBoost: many shallow trees, each correcting those
 * before it by a little. Nothing is drawn at random, so the seed does not matter.
 *
 * @param rounds trees, at least 1
 * @param learningRate what each tree's answer is multiplied by, in (0, 1]
 * @param depth splits on the way to a leaf, at least 1
 */
public record BoostedTrees(int rounds, double learningRate, int depth)
    implements ClassifierTrainer {

  @Override
  public Forest fit(double[][] rows, boolean[] suspicious, long seed) {
    return library().fit(rows, suspicious, seed);
  }

  /** What XGBoost is asked for. */
  XgboostTrees library() {
    return new XgboostTrees(rounds, Map.of("learning_rate", learningRate, "max_depth", depth));
  }
}
