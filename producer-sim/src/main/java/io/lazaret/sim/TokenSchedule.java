package io.lazaret.sim;

/**
 * Says when each image of a steady feed is due. A sender that fell behind catches up by at most the
 * burst, so a stall is not followed by a flood. (The generic cell rate algorithm, ITU-T I.371.)
 */
final class TokenSchedule {
  private final double nanosPerToken;
  private final double burstNanos;
  private long origin;
  private double next;
  private boolean started;

  /**
   * @param rate tokens per second, above 0
   * @param burstSeconds how far the sender may fall behind and still catch up
   */
  TokenSchedule(double rate, double burstSeconds) {
    nanosPerToken = 1e9 / rate;
    burstNanos = burstSeconds * 1e9;
  }

  /**
   * Takes the next token.
   *
   * @param now nanoseconds of a monotonic clock
   * @return nanoseconds from now until the token may be used; 0 when it may be used at once
   */
  long take(long now) {
    if (!started) {
      origin = now;
      started = true;
    }
    // Relative to the first call: a double holds nanoseconds of months exactly enough then.
    double elapsed = now - origin;
    double due = Math.max(next, elapsed - burstNanos);
    next = due + nanosPerToken;
    return (long) Math.max(0, due - elapsed);
  }
}
