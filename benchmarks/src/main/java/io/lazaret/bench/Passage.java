package io.lazaret.bench;

/**
 * One image's way through the stream, in milliseconds of the machine's clock.
 *
 * @param incoming when the broker appended the image
 * @param judged when the broker appended its verdict, as part of a transaction
 * @param visible when a reader of committed records had the verdict
 */
record Passage(long incoming, long judged, long visible) {

  /** From append to append. */
  long judgingMillis() {
    return judged - incoming;
  }

  /** From append to a reader of committed records. */
  long visibleMillis() {
    return visible - incoming;
  }
}
