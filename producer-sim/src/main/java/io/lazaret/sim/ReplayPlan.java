package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a replay sends and how fast. The same plan of the same corpus sends the same ids and bytes
 * in the same order.
 *
 * @param rate images per second, above 0; as fast as the broker takes them where it is missing
 * @param images how many to send, at least 1; where it is missing, as many as the corpus has for
 *     the mix, or without end when repeated
 * @param attacked the share of attacked images among all sent, from 0 to 1; where it is missing, as
 *     the corpus has them
 * @param malformed the share of malformed images among all sent, from 0 to 1; made from images that
 *     were not attacked
 * @param seed of order, choice and breaking
 * @param feed the feed's name, a URI reference
 * @param repeat whether an image may be sent more than once, each time under another id
 */
public record ReplayPlan(
    OptionalDouble rate,
    OptionalLong images,
    OptionalDouble attacked,
    double malformed,
    long seed,
    String feed,
    boolean repeat) {

  public ReplayPlan {
    require(
        rate.isEmpty() || (rate.getAsDouble() > 0 && Double.isFinite(rate.getAsDouble())),
        "the rate must be above 0 images per second");
    require(images.orElse(1) >= 1, "a replay sends at least 1 image");
    require(isShare(attacked.orElse(0)), "the attacked share must be from 0 to 1");
    require(isShare(malformed), "the malformed share must be from 0 to 1");
    require(
        attacked.orElse(0) + malformed <= 1,
        "attacked and malformed images are different ones: their shares add up to 1 at most");
  }

  /** Every image of a corpus once, as fast as the broker takes them. */
  public static ReplayPlan once(String feed, long seed) {
    return new ReplayPlan(
        OptionalDouble.empty(), OptionalLong.empty(), OptionalDouble.empty(), 0, seed, feed, false);
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new RefusedException(rule);
    }
  }
}
