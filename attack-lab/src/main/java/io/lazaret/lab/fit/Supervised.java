package io.lazaret.lab.fit;

import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;

/**
 * A classifier of attacked images against clean ones and their harmless changes.
 *
 * @param classifier fits the score
 */
record Supervised(String name, Statistics statistics, ClassifierTrainer classifier)
    implements DetectorTrainer {

  @Override
  public boolean supervised() {
    return true;
  }

  @Override
  public ScoreFunction fit(FitSet examples, long seed) {
    examples.require(name, Kind.CLEAN, Kind.ATTACKED);
    return classifier.fit(examples.rows(), examples.attacked(), seed);
  }
}
