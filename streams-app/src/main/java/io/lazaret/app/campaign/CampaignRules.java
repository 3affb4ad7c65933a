package io.lazaret.app.campaign;

/**
 * When a campaign opens and closes. It opens at more suspects than it closes at, so that one feed's
 * campaign does not flicker.
 *
 * <p>A feed of many images has false alarms, falsePositiveRate x images of them. Where these exceed
 * the fixed numbers they count: a campaign opens at {@code timesExpected} times as many as are
 * expected, and closes halfway between that and what is expected.
 *
 * @param windowMinutes the length of the sliding window, 1 to {@value #MOST_MINUTES}
 * @param openAt the fewest suspects in the window that open a campaign, 1 or more
 * @param closeAt the most suspects in the window at which every campaign closes, 0 or more, fewer
 *     than {@code openAt}
 * @param timesExpected how many times the expected false alarms open a campaign, more than 1
 */
public record CampaignRules(int windowMinutes, int openAt, int closeAt, double timesExpected) {
  /** A day. */
  public static final int MOST_MINUTES = 24 * 60;

  private static final long MILLIS_OF_MINUTE = 60_000;

  public CampaignRules {
    require(
        windowMinutes >= 1 && windowMinutes <= MOST_MINUTES,
        "windowMinutes must be 1 to " + MOST_MINUTES + ", not " + windowMinutes);
    require(openAt >= 1, "openAt must be 1 or more, not " + openAt);
    require(
        closeAt >= 0 && closeAt < openAt,
        "closeAt must be 0 or more and less than openAt, " + openAt + ", not " + closeAt);
    require(
        timesExpected > 1 && timesExpected < Double.POSITIVE_INFINITY,
        "timesExpected must be more than 1, not " + timesExpected);
  }

  /** A bucket of the window, in milliseconds. */
  public long bucketMillis() {
    return windowMinutes * MILLIS_OF_MINUTE / SlidingWindow.BUCKETS;
  }

  /**
   * Whether so many suspects are a campaign.
   *
   * @param askedRate the false-positive rate that they were judged for
   */
  boolean opens(long suspects, long images, double askedRate) {
    return suspects >= openAt && suspects >= timesExpected * askedRate * images;
  }

  /** Whether so many suspects are none any more. */
  boolean closes(long suspects, long images, double askedRate) {
    return suspects <= closeAt || suspects <= (1 + timesExpected) / 2 * askedRate * images;
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
