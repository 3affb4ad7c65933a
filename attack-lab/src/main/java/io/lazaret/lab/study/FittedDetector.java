package io.lazaret.lab.study;

import io.lazaret.core.detect.Detector;

/**
 * A detector and what it was fitted on.
 *
 * @param fittedOn the attacks, or {@code none}
 */
public record FittedDetector(Detector detector, String fittedOn) {

  /** Tells it from the same kind of detector fitted on something else. */
  public String key() {
    return key(detector.name(), fittedOn);
  }

  public static String key(String detector, String fittedOn) {
    return detector + "@" + fittedOn;
  }

  /** The detector's name in a key. */
  public static String name(String key) {
    return key.substring(0, key.indexOf('@'));
  }

  /** What the detector of a key was fitted on. */
  public static String fittedOn(String key) {
    return key.substring(key.indexOf('@') + 1);
  }
}
