package io.lazaret.core.bundle;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code golden.json}: a few images and what the real path must make of them.
 *
 * @param featureTolerance allowed difference of a feature x, times (1 + |x|)
 * @param scoreTolerance allowed difference of a score x, times (1 + |x|)
 * @param images at least one
 */
public record GoldenFile(double featureTolerance, double scoreTolerance, List<GoldenImage> images) {

  /**
   * An image and what it gives.
   *
   * @param file its encoded file in the bundle
   * @param features the expected row of every plane: the image, then its views
   * @param gradient the expected row of the gradient filter; null where no detector looks at it
   * @param scores the expected score of every detector
   */
  public record GoldenImage(
      String file,
      List<List<Float>> features,
      @Nullable List<Float> gradient,
      Map<String, Double> scores) {}

  /** Whether a number is as expected, within a tolerance relative to one plus its size. */
  public static boolean within(double tolerance, double expected, double found) {
    return Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected));
  }
}
