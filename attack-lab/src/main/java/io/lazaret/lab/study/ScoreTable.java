package io.lazaret.lab.study;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.Features;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores of one list of images by each detector.
 *
 * @param byDetector a score for each image, by the detector's name
 */
record ScoreTable(Map<String, double[]> byDetector) {
  static ScoreTable of(List<Detector> detectors, List<Features> features) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Detector detector : detectors) {
      scores.put(detector.name(), features.stream().mapToDouble(detector::score).toArray());
    }
    return new ScoreTable(scores);
  }

  double[] of(String detector) {
    return byDetector.get(detector);
  }
}
