package io.lazaret.core.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that Lazaret adds to an image on its way out, beside those that came in. Whoever
 * routes an image first removes every header that starts with {@link #PREFIX}: a feed must not be
 * able to speak for Lazaret.
 */
public final class RouteHeaders {
  /** What every header of Lazaret's own starts with. */
  public static final String PREFIX = "lazaret-";

  /** The outcome's code. */
  public static final String OUTCOME = "lazaret-outcome";

  /** The reason's code, for undecidable and malformed images. */
  public static final String REASON = "lazaret-reason";

  /** The id of the bundle that judged. */
  public static final String BUNDLE = "lazaret-bundle";

  /** Followed by a detector's name: its score, as {@link Double#toString} writes it. */
  public static final String SCORE_PREFIX = "lazaret-score-";

  /** The p-value, in (0, 1]. */
  public static final String P_VALUE = "lazaret-p-value";

  /** The false-positive rate asked for, in (0, 1). */
  public static final String ASKED_RATE = "lazaret-asked-rate";

  /** The input topic. */
  public static final String SOURCE_TOPIC = "lazaret-source-topic";

  /** The input partition, a whole number from 0. */
  public static final String SOURCE_PARTITION = "lazaret-source-partition";

  /** The input offset, a whole number from 0. */
  public static final String SOURCE_OFFSET = "lazaret-source-offset";

  /**
   * Only on a rejected record that stands for one too large for any topic: the {@link Fingerprint}
   * of the key and value that were withheld, as a decimal number.
   */
  public static final String WITHHELD = "lazaret-withheld";

  private RouteHeaders() {}

  /**
   * The headers of an image with this verdict.
   *
   * @return values by name, in a fixed order; unmodifiable
   */
  public static Map<String, String> of(VerdictEvent verdict) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(OUTCOME, verdict.outcome().code());
    verdict.reason().ifPresent(value -> headers.put(REASON, value));
    verdict.bundle().ifPresent(value -> headers.put(BUNDLE, value));
    verdict
        .scores()
        .forEach((detector, score) -> headers.put(SCORE_PREFIX + detector, score.toString()));
    verdict.pValue().ifPresent(value -> headers.put(P_VALUE, Double.toString(value)));
    verdict.askedRate().ifPresent(value -> headers.put(ASKED_RATE, Double.toString(value)));
    headers.put(SOURCE_TOPIC, verdict.source().topic());
    headers.put(SOURCE_PARTITION, Integer.toString(verdict.source().partition()));
    headers.put(SOURCE_OFFSET, Long.toString(verdict.source().offset()));
    return Collections.unmodifiableMap(headers);
  }
}
