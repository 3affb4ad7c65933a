package io.lazaret.sim;

import java.time.Duration;

/**
 * How the law is followed.
 *
 * @param start which inputs are judged
 * @param grace how long an input may lack its route or verdict after it was read
 * @param mostOpen inputs held without a route or a verdict before no further are read
 * @param refresh how often new partitions are looked for
 */
record FollowPlan(
    Topics topics, FollowStart start, Duration grace, long mostOpen, Duration refresh) {
  /** Outputs that may come before their input was read: a minute of a very fast feed. */
  static final long MOST_EARLY = 100_000;

  static final Duration REFRESH = Duration.ofSeconds(15);

  FollowingLedger.Bounds bounds() {
    return new FollowingLedger.Bounds(mostOpen, MOST_EARLY);
  }
}
