package io.lazaret.app.scorer;

import java.time.Duration;

/**
 * The bounds of fetching images that do not travel in their records.
 *
 * @param bytes the most bytes of an image
 * @param threads that fetch; each holds one image until it is decoded
 * @param tries of an object that a store which answers does not give
 * @param firstPause before the second try; each further one is twice as long
 * @param longestPause between two tries
 */
public record FetchLimits(
    int bytes, int threads, int tries, Duration firstPause, Duration longestPause) {
  public FetchLimits {
    if (bytes < 1 || threads < 1 || tries < 1) {
      throw new IllegalArgumentException("the limits of fetching must be at least 1");
    }
  }

  /** The pause after so many tries that failed. */
  public Duration pause(int failed) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failed - 1, 20));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
