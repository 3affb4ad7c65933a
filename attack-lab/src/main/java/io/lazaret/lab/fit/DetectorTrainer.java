package io.lazaret.lab.fit;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;

/**
 * Fits a detector; what it returns is finished. A trainer sees rows of its own statistics, never
 * images or features: a study computes the rows once and keeps them.
 */
public interface DetectorTrainer {

  /** The detector's name in recipes, bundles and reports. */
  String name();

  /** What the detector looks at. */
  Statistics statistics();

  /** Whether it learns from attacked images; one that does not ignores them. */
  boolean supervised();

  /**
   * Whether it learns from attacks that were taken back halfway to where the network only just
   * misreads the image, instead of from whole ones.
   */
  default boolean halfway() {
    return false;
  }

  /**
   * Fits a score function. The same examples and seed give the same function, in whatever order the
   * examples come.
   *
   * @param examples rows of {@link #statistics()}
   * @param seed the source of randomness
   * @throws RefusedException when examples of a kind that it needs are missing
   */
  ScoreFunction fit(FitSet examples, long seed);

  /** The fitted detector under the trainer's name. */
  default Detector detector(FitSet examples, long seed) {
    return new Detector(name(), statistics(), fit(examples, seed));
  }
}
