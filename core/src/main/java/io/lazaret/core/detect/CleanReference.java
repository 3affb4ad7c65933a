package io.lazaret.core.detect;

import java.util.Arrays;

/**
 * What the deciding detector of a bundle says of held-out clean images, and where it draws the
 * line. What a site's images are compared with, to see whether the line still lies where it should.
 */
public final class CleanReference {
  private final String detector;
  private final double[] scores;
  private final double threshold;

  /**
   * @param detector the name of the deciding detector
   * @param scores its scores of clean images, at least one, finite, in any order
   * @param threshold scores above it are suspect; finite
   */
  public CleanReference(String detector, double[] scores, double threshold) {
    if (scores.length == 0
        || !Double.isFinite(threshold)
        || !Arrays.stream(scores).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "a clean reference needs scores, and these and the threshold must be finite");
    }
    this.detector = detector;
    this.scores = scores.clone();
    Arrays.sort(this.scores);
    this.threshold = threshold;
  }

  /** The name of the deciding detector. */
  public String detector() {
    return detector;
  }

  /** Scores above it are suspect. */
  public double threshold() {
    return threshold;
  }

  /** The sorted scores of those clean images that are cleared, copied; may be empty. */
  public double[] cleared() {
    return Arrays.stream(scores).filter(score -> score <= threshold).toArray();
  }

  /**
   * A score on a scale that all bundles share: 0 at the median of the clean images, 1 at the
   * threshold. Negative for an image that is less suspicious than most.
   *
   * @param score finite
   */
  public double relative(double score) {
    double median = scores[(scores.length - 1) / 2];
    double span = threshold - median;
    // A threshold at the median or below it is one that half of the clean images exceed.
    return span > 0 ? (score - median) / span : 1 + (score - threshold);
  }
}
