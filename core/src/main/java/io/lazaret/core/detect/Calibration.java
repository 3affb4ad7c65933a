package io.lazaret.core.detect;

import io.lazaret.core.RefusedException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one detector says of held-out images that nobody attacked, by stratum: clean images, and the
 * same images after each harmless change. Turns a score into a p-value and a false-positive rate
 * into a threshold (split conformal prediction; Vovk et al., 2005).
 *
 * <p>A stratum holds one score for each image, never several variants of one. An image's p-value is
 * the largest over the strata, so that the rate holds in each of them and not only on average; but
 * images after a harmless change may raise alarms more often than clean ones by a stated factor, or
 * the most awkward change alone would set every threshold.
 */
public final class Calibration {
  /** The stratum of images that nothing happened to. */
  public static final String CLEAN = "clean";

  private final Map<String, double[]> strata;
  private final double harmlessAllowance;

  /**
   * @param scores finite scores by the stratum's name, at least one stratum of at least one score
   */
  public Calibration(Map<String, double[]> scores) {
    this(scores, 1);
  }

  /**
   * @param scores finite scores by the stratum's name, at least one stratum of at least one score
   * @param harmlessAllowance how many times the asked rate every stratum but {@link #CLEAN} may
   *     reach, from 1 to 10
   */
  public Calibration(Map<String, double[]> scores, double harmlessAllowance) {
    if (!(harmlessAllowance >= 1 && harmlessAllowance <= 10)) {
      throw new IllegalArgumentException(
          "the harmless changes' allowance must be 1 to 10, not " + harmlessAllowance);
    }
    this.harmlessAllowance = harmlessAllowance;
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("a calibration of no strata");
    }
    Map<String, double[]> sorted = new LinkedHashMap<>();
    scores.forEach((stratum, values) -> sorted.put(stratum, sort(stratum, values)));
    this.strata = Collections.unmodifiableMap(sorted);
  }

  private static double[] sort(String stratum, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      throw new IllegalArgumentException("stratum '" + stratum + "' holds no scores");
    }
    if (!Arrays.stream(sorted).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "stratum '" + stratum + "' holds a score that is not finite");
    }
    return sorted;
  }

  /** Sorted scores by stratum, copied. */
  public Map<String, double[]> strata() {
    Map<String, double[]> copies = new LinkedHashMap<>();
    strata.forEach((stratum, scores) -> copies.put(stratum, scores.clone()));
    return copies;
  }

  /** How many times the asked rate every stratum but {@link #CLEAN} may reach. */
  public double harmlessAllowance() {
    return harmlessAllowance;
  }

  /** What the asked rate is multiplied with in a stratum. */
  private double allowance(String stratum) {
    return stratum.equals(CLEAN) ? 1 : harmlessAllowance;
  }

  /**
   * The largest p-value over the strata: (1 + the number of scores at least this large) / (n + 1),
   * divided by the allowance in those of harmless changes.
   *
   * @param score finite
   * @return in (0, 1]
   */
  public double pValue(double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("no p-value of " + score);
    }
    double largest = 0;
    for (Map.Entry<String, double[]> stratum : strata.entrySet()) {
      double[] scores = stratum.getValue();
      double atLeast = scores.length - below(scores, score);
      double pValue = (1 + atLeast) / (scores.length + 1) / allowance(stratum.getKey());
      largest = Math.max(largest, pValue);
    }
    return largest;
  }

  /** The smallest false-positive rate that every stratum can support. */
  public double smallestRate() {
    return strata.entrySet().stream()
        .mapToDouble(each -> 1.0 / (each.getValue().length + 1) / allowance(each.getKey()))
        .max()
        .orElseThrow();
  }

  /**
   * The threshold of a false-positive rate: scores above it, and only they, have a p-value of at
   * most the rate.
   *
   * @param rate in (0, 1)
   * @throws RefusedException when the samples are too small to support the rate
   */
  public double thresholdAt(double rate) {
    if (!(rate > 0 && rate < 1)) {
      throw new RefusedException(
          "false-positive rate " + rate + ": must lie between 0 and 1, for example 0.01");
    }
    double threshold = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, double[]> stratum : strata.entrySet()) {
      double[] scores = stratum.getValue();
      double share = rate * allowance(stratum.getKey());
      int allowed = (int) Math.floor(share * (scores.length + 1) + 1e-9);
      if (allowed < 1) {
        throw new RefusedException(
            "false-positive rate "
                + rate
                + " needs at least "
                + (int) Math.ceil(1 / share - 1 - 1e-9)
                + " calibration images in each stratum, '"
                + stratum.getKey()
                + "' has "
                + scores.length
                + ": ask for "
                + BigDecimal.valueOf(smallestRate()).round(new MathContext(4, RoundingMode.UP))
                + " or more, or calibrate on more images");
      }
      if (share < 1) { // else the stratum allows an alarm over every image
        threshold = Math.max(threshold, scores[scores.length - Math.min(allowed, scores.length)]);
      }
    }
    return threshold;
  }

  /** How many of the sorted scores lie strictly below a score. */
  private static int below(double[] sorted, double score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Calibration that
        && harmlessAllowance == that.harmlessAllowance
        && strata.keySet().equals(that.strata.keySet())
        && strata.keySet().stream()
            .allMatch(key -> Arrays.equals(strata.get(key), that.strata.get(key)));
  }

  @Override
  public int hashCode() {
    return strata.keySet().hashCode();
  }
}
