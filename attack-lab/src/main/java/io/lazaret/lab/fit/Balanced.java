package io.lazaret.lab.fit;

import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;

/**
 * A classifier of attacked images against clean ones and their harmless changes, in which a change
 * counts the more, the more false alarms it raises. A threshold that suits clean images then suits
 * changed ones better: the alarms of the worst change come down, and few detections are lost.
 *
 * @param classifier fits the score
 */
record Balanced(String name, Statistics statistics, ClassifierTrainer classifier)
    implements DetectorTrainer {

  @Override
  public boolean supervised() {
    return true;
  }

  @Override
  public boolean halfway() {
    return true;
  }

  @Override
  public ScoreFunction fit(FitSet examples, long seed) {
    FitSet used = examples.require(name, Kind.CLEAN, Kind.ATTACKED);
    FitSet balanced = new HarmlessBalance(name, classifier, seed).of(used);
    return classifier.fit(balanced.rows(), balanced.attacked(), seed);
  }
}
