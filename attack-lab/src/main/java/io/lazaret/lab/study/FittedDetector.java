package io.lazaret.lab.study;

import io.lazaret.core.detect.Detector;

/**
 * A detector and what it was fitted on.
 *
 * @param fittedOn the attacks, or {@code none}
 */
record FittedDetector(Detector detector, String fittedOn) {

  /** Tells it from the same kind of detector fitted on something else. */
  String key() {
    return key(detector.name(), fittedOn);
  }

  static String key(String detector, String fittedOn) {
    return detector + "@" + fittedOn;
  }
}
