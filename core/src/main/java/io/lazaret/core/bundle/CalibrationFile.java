package io.lazaret.core.bundle;

import java.util.Map;

/**
 * {@code calibration.json}: what every detector says of held-out images that nobody attacked.
 *
 * @param detectors by the detector's name, then by the stratum's: one score for each patient
 */
public record CalibrationFile(Map<String, Map<String, double[]>> detectors) {}
