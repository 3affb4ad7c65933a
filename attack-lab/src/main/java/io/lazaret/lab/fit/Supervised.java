package io.lazaret.lab.fit;

import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;

/**
 * A classifier of attacked images against clean ones and their harmless changes.
 *
 * @param classifier fits the score
 * @param most examples of each side that it learns from
 */
record Supervised(String name, Statistics statistics, ClassifierTrainer classifier, int most)
    implements DetectorTrainer {

  /** A classifier that learns from all examples. */
  Supervised(String name, Statistics statistics, ClassifierTrainer classifier) {
    this(name, statistics, classifier, Integer.MAX_VALUE);
  }

  @Override
  public boolean supervised() {
    return true;
  }

  @Override
  public ScoreFunction fit(FitSet examples, long seed) {
    FitSet used = examples.require(name, Kind.CLEAN, Kind.ATTACKED).thinned(most, seed);
    return classifier.fit(used.rows(), used.attacked(), seed);
  }
}
