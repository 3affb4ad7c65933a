package io.lazaret.lab.study;

import java.util.List;
import java.util.Map;

/**
 * Scores of one list of images.
 *
 * @param groups the patient of each image
 * @param scores a score for each image, by the detector: {@link FittedDetector#key()}
 */
record ScoredSet(List<String> groups, Map<String, double[]> scores) {}
