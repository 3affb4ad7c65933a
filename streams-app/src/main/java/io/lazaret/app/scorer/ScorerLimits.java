package io.lazaret.app.scorer;

import java.time.Duration;

/**
 * The bounds of the scorer.
 *
 * @param batchSize the most images in a batch, at least 1
 * @param linger how long the first image of a batch waits for others
 * @param decodeThreads threads that decode, at least 1
 * @param decodedImages the most decoded images at a time, at least 1
 * @param lookaheadImages the most images begun ahead; those beyond are begun when they are asked
 *     for
 * @param deviceTimeout how long one run on the device may take before the process is halted
 * @param waitLimit how long a stream thread waits for one image; longer than the device's timeout
 *     and shorter than Kafka's {@code max.poll.interval.ms}
 */
public record ScorerLimits(
    int batchSize,
    Duration linger,
    int decodeThreads,
    int decodedImages,
    int lookaheadImages,
    Duration deviceTimeout,
    Duration waitLimit) {
  public ScorerLimits {
    if (batchSize < 1 || decodeThreads < 1 || decodedImages < 1 || lookaheadImages < 1) {
      throw new IllegalArgumentException("the limits of the scorer must be at least 1");
    }
    if (waitLimit.compareTo(deviceTimeout) <= 0) {
      throw new IllegalArgumentException(
          "the wait for an image ("
              + waitLimit
              + ") must exceed the device timeout "
              + deviceTimeout);
    }
  }
}
