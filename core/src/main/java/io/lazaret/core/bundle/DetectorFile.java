package io.lazaret.core.bundle;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Forest;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;

/**
 * {@code detectors/NAME.json}: a detector, with exactly one of the score functions given.
 *
 * @param name the detector's name
 * @param statistics the name of what it looks at
 * @param linear a linear model, or null
 * @param forest trees, or null
 */
public record DetectorFile(String name, String statistics, LinearModel linear, Forest forest) {

  /** The file of a detector. */
  public static DetectorFile of(Detector detector) {
    ScoreFunction function = detector.function();
    return new DetectorFile(
        detector.name(),
        detector.statistics().code(),
        function instanceof LinearModel linear ? linear : null,
        function instanceof Forest forest ? forest : null);
  }

  /** The detector, looking at statistics that the file names. */
  public Detector detector(Statistics known) {
    if ((linear == null) == (forest == null)) {
      throw new IllegalArgumentException("exactly one of 'linear' and 'forest' must be given");
    }
    return new Detector(name, known, linear != null ? linear : forest);
  }
}
