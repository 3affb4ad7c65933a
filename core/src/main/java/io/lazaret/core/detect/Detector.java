package io.lazaret.core.detect;

import io.lazaret.core.model.Features;

/**
 * Features to a score; larger means more suspicious. A detector knows nothing of thresholds: its
 * {@link Calibration} does.
 *
 * @param name the name under which bundles, verdicts and reports know it
 * @param statistics what it looks at
 * @param function what it makes of that
 */
public record Detector(String name, Statistics statistics, ScoreFunction function) {

  /**
   * The score of an image.
   *
   * @return not finite when the network's numbers are not
   */
  public double score(Features features) {
    return function.score(statistics.of(features));
  }
}
