package io.lazaret.core.bundle;

import io.lazaret.core.detect.Calibration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code calibration.json}: what every detector says of held-out images that nobody attacked.
 *
 * @param detectors by the detector's name, then by the stratum's: one score for each patient
 */
public record CalibrationFile(Map<String, Map<String, double[]>> detectors) {

  /** The file of calibrations by the detector's name. */
  public static CalibrationFile of(Map<String, Calibration> calibrations) {
    Map<String, Map<String, double[]>> scores = new LinkedHashMap<>();
    calibrations.forEach((detector, calibration) -> scores.put(detector, calibration.strata()));
    return new CalibrationFile(scores);
  }
}
