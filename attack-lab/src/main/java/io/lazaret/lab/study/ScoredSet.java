package io.lazaret.lab.study;

import io.lazaret.core.Required;
import io.lazaret.core.model.Features;
import io.lazaret.lab.data.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores of one list of images.
 *
 * @param groups the patient of each image
 * @param scores a score for each image, by the detector: {@link FittedDetector#key()}
 */
public record ScoredSet(List<String> groups, Map<String, double[]> scores) {

  /** The scores of images that detectors give. */
  public static ScoredSet of(
      List<Sample> images, List<Features> features, List<FittedDetector> detectors) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (FittedDetector each : detectors) {
      scores.put(each.key(), features.stream().mapToDouble(each.detector()::score).toArray());
    }
    return new ScoredSet(images.stream().map(Sample::group).toList(), scores);
  }

  /** The same with the detectors in another order: that of a file is by name. */
  ScoredSet inOrderOf(List<FittedDetector> detectors) {
    Map<String, double[]> ordered = new LinkedHashMap<>();
    for (FittedDetector each : detectors) {
      ordered.put(each.key(), Required.of(scores, each.key()));
    }
    return new ScoredSet(groups, ordered);
  }
}
