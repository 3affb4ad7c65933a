package io.lazaret.app.campaign;

/**
 * What time it is by the clock that stamps the records, which is not the one of this machine: the
 * time of the latest record, and as much as has passed here since. Only differences of this
 * machine's clock count, so that it may be wrong; and a step longer than {@link #longestStepMillis}
 * counts as that only, because then this thread did not run, and records may wait.
 *
 * <p>Whoever asks must do so from time to time. For one thread.
 */
final class EventClock {
  private final long longestStepMillis;
  private long recordMillis;
  private long silentMillis;
  private long askedMillis;

  /**
   * @param startMillis what time it is by the clock of the records, as far as is known
   * @param hereMillis what time it is by this machine's
   */
  EventClock(long longestStepMillis, long startMillis, long hereMillis) {
    this.longestStepMillis = longestStepMillis;
    this.recordMillis = startMillis;
    this.askedMillis = hereMillis;
  }

  /** A record of this time was read. */
  void saw(long stampMillis, long hereMillis) {
    recordMillis = Math.max(recordMillis, stampMillis);
    silentMillis = 0;
    askedMillis = hereMillis;
  }

  /** What time it is by the clock of the records, as far as is known. */
  long now(long hereMillis) {
    silentMillis += Math.min(longestStepMillis, Math.max(0, hereMillis - askedMillis));
    askedMillis = hereMillis;
    return recordMillis + silentMillis;
  }
}
