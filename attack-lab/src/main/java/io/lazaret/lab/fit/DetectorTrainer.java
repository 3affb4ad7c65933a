package io.lazaret.lab.fit;

import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;

/** Fits a detector; what it returns is finished. */
public interface DetectorTrainer {

  /** The detector's name in recipes, bundles and reports. */
  String name();

  /** What the detector looks at. */
  Statistics statistics();

  /** Whether it learns from attacked images; otherwise it needs none. */
  boolean supervised();

  /**
   * Fits.
   *
   * @param examples rows of {@link #statistics()}; attacked ones among them where {@link
   *     #supervised()}
   * @param seed the source of randomness
   */
  ScoreFunction fit(FitSet examples, long seed);
}
