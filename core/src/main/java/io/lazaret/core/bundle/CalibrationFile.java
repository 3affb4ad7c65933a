package io.lazaret.core.bundle;

import io.lazaret.core.detect.Calibration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code calibration.json}: what every detector says of held-out images that nobody attacked.
 *
 * @param detectors by the detector's name, then by the stratum's: one score for each patient
 * @param harmlessAllowance see {@link Calibration#harmlessAllowance}; null, in bundles of the first
 *     version, is 1
 */
public record CalibrationFile(
    Map<String, Map<String, double[]>> detectors, @Nullable Double harmlessAllowance) {

  /** The file of calibrations by the detector's name, all of one allowance. */
  public static CalibrationFile of(Map<String, Calibration> calibrations) {
    Map<String, Map<String, double[]>> scores = new LinkedHashMap<>();
    calibrations.forEach((detector, calibration) -> scores.put(detector, calibration.strata()));
    return new CalibrationFile(scores, calibrations.values().iterator().next().harmlessAllowance());
  }

  Calibration calibration(Map<String, double[]> scores) {
    return new Calibration(scores, harmlessAllowance == null ? 1 : harmlessAllowance);
  }
}
