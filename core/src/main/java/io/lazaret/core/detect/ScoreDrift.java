package io.lazaret.core.detect;

import java.util.Arrays;

/**
 * Tells whether the scores of a site's cleared images still come from where those of a bundle's
 * clean images came from: a two-sample Kolmogorov-Smirnov test that may be looked at after every
 * image.
 *
 * <p>The distance is the largest difference between the two empirical distribution functions. It is
 * held against the sum of two bounds, each broken with half of the error rate: the
 * Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant for the reference, whose size is
 * fixed, and for the stream the bound of Howard and Ramdas that holds at all times together
 * ("Sequential estimation of quantiles", Bernoulli 28(3), 2022, corollary 2). As long as both
 * samples are independent draws of one distribution, the probability that {@link #isDrifting()}
 * ever becomes true is at most the error rate.
 *
 * <p>Not safe for several threads. Memory: 16 bytes for each score of the reference.
 */
public final class ScoreDrift {
  private static final int LOOK_EVERY = 16;

  private final double[] reference;
  private final double errorRate;

  /**
   * Of the stream, at 2i those between the reference's scores i - 1 and i, at 2i + 1 those at i.
   */
  private final long[] counts;

  private long seen;
  private boolean drifting;

  /**
   * @param reference finite scores, at least one
   * @param errorRate the probability of calling drift what is none, in (0, 0.5]
   */
  public ScoreDrift(double[] reference, double errorRate) {
    if (reference.length == 0 || !(errorRate > 0 && errorRate <= 0.5)) {
      throw new IllegalArgumentException(
          "a drift test needs a reference, and an error rate in (0, 0.5], not " + errorRate);
    }
    this.reference = reference.clone();
    Arrays.sort(this.reference);
    this.errorRate = errorRate;
    this.counts = new long[2 * reference.length + 1];
  }

  /**
   * Takes an image's score.
   *
   * @param score finite
   */
  public void add(double score) {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("no place for a score of " + score);
    }
    int place = Arrays.binarySearch(reference, score);
    counts[place >= 0 ? 2 * first(place) + 1 : 2 * -(place + 1)]++;
    seen++;
    // The bound holds for every image; to look less often costs less, and a few images' delay.
    if (seen % LOOK_EVERY == 0) {
      drifting |= distance() > limit();
    }
  }

  /** How many scores were taken. */
  public long seen() {
    return seen;
  }

  /** The largest difference between the two distribution functions, in [0, 1]; 0 of no scores. */
  public double distance() {
    double largest = 0;
    long below = 0;
    for (int i = 0; i < reference.length && seen > 0; i++) {
      below += counts[2 * i];
      if (i == 0 || reference[i] != reference[i - 1]) {
        largest = Math.max(largest, apart(below, i));
        below += counts[2 * i + 1];
      }
      if (i + 1 == reference.length || reference[i] != reference[i + 1]) {
        largest = Math.max(largest, apart(below, i + 1));
      }
    }
    return largest;
  }

  /**
   * The distance that chance reaches with at most the error rate, at any time; above 1 at first.
   */
  public double limit() {
    double half = errorRate / 2;
    double ofReference = Math.sqrt(Math.log(2 / half) / (2.0 * reference.length));
    double ofStream =
        0.85 * Math.sqrt((Math.log(1 + Math.log(seen)) + 0.8 * Math.log(1612 / half)) / seen);
    return seen == 0 ? Double.POSITIVE_INFINITY : ofReference + ofStream;
  }

  /** Whether the two were further apart than the limit at any time so far. */
  public boolean isDrifting() {
    return drifting;
  }

  private double apart(long streamBelow, int referenceBelow) {
    return Math.abs((double) streamBelow / seen - (double) referenceBelow / reference.length);
  }

  /** The first of equal scores. */
  private int first(int place) {
    int first = place;
    while (first > 0 && reference[first - 1] == reference[first]) {
      first--;
    }
    return first;
  }
}
