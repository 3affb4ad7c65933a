package io.lazaret.app.campaign;

import io.lazaret.core.wire.FeedImages;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many images of each feed were judged since its last suspect. In memory only: after a restart
 * counting begins anew, so that fewer false alarms are expected for a short while. Of more than
 * {@value #MOST_FEEDS} feeds those that sent nothing for the longest time are forgotten. For one
 * thread.
 */
public final class FeedTally {
  /** How many feeds are counted at a time. */
  static final int MOST_FEEDS = 1_000;

  private final Map<String, Tally> feeds = new Newest();

  /** Of one feed. */
  private static final class Tally {
    private long images;
    private long sinceMillis;

    private Tally(long sinceMillis) {
      this.sinceMillis = sinceMillis;
    }
  }

  /** Forgets the one that was asked for least recently. */
  private static final class Newest extends LinkedHashMap<String, Tally> {
    private static final long serialVersionUID = 1;

    private Newest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Tally> eldest) {
      return size() > MOST_FEEDS;
    }
  }

  /**
   * An image was judged, and is no suspect.
   *
   * @param millis when, by this machine's clock
   */
  public void judged(String feed, long millis) {
    feeds.computeIfAbsent(feed, absent -> new Tally(millis)).images++;
  }

  /** A suspect was judged: the count of its feed with it, which then begins anew. */
  public FeedImages suspect(String feed, long millis) {
    Tally tally = feeds.computeIfAbsent(feed, absent -> new Tally(millis));
    FeedImages counted = new FeedImages(tally.images + 1, Math.max(0, millis - tally.sinceMillis));
    tally.images = 0;
    tally.sinceMillis = millis;
    return counted;
  }

  /** Begins anew for all feeds. */
  public void clear() {
    feeds.clear();
  }
}
