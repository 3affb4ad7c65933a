package io.lazaret.app.campaign;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Suspects and images of one feed in the last {@value #BUCKETS} buckets of time: as exact as a
 * bucket is long, and of bounded size whatever the feed sends. Immutable.
 *
 * <p>Time never goes backwards: what is said to have happened before the newest that is known
 * counts as having happened with it.
 */
final class SlidingWindow {
  /** How many buckets a window has. */
  static final int BUCKETS = 60;

  private final long bucketMillis;
  private final long newestMillis;
  private final long[] suspects;
  private final long[] images;

  private SlidingWindow(long bucketMillis, long newestMillis, long[] suspects, long[] images) {
    this.bucketMillis = bucketMillis;
    this.newestMillis = newestMillis;
    this.suspects = suspects;
    this.images = images;
  }

  /**
   * Nothing yet.
   *
   * @param bucketMillis the length of a bucket in milliseconds, 1 or more
   */
  static SlidingWindow empty(long bucketMillis) {
    if (bucketMillis < 1) {
      throw new IllegalArgumentException("a bucket has 1 millisecond or more");
    }
    return new SlidingWindow(bucketMillis, 0, new long[BUCKETS], new long[BUCKETS]);
  }

  /** The newest time that is known, in milliseconds since 1970. */
  long newestMillis() {
    return newestMillis;
  }

  /** A time as the window takes it: never before the newest. */
  long forwards(long millis) {
    return Math.max(millis, newestMillis);
  }

  /** The window that ends at a time, or at the newest one. */
  SlidingWindow at(long millis) {
    long now = forwards(millis);
    long[] laterSuspects = suspects.clone();
    long[] laterImages = images.clone();
    long expired = Math.min(BUCKETS, bucket(now) - bucket(newestMillis));
    for (long later = 1; later <= expired; later++) {
      int place = place(bucket(now) - expired + later);
      laterSuspects[place] = 0;
      laterImages[place] = 0;
    }
    return new SlidingWindow(bucketMillis, now, laterSuspects, laterImages);
  }

  /**
   * The window after one more suspect. The images came evenly over the time before it, so that only
   * the share of them which lies in the window counts.
   *
   * @param millis when, in milliseconds since 1970
   * @param judged the images, the suspect included, 1 or more
   * @param spreadMillis over how long a time they came, 0 or more
   */
  SlidingWindow withSuspect(long millis, long judged, long spreadMillis) {
    SlidingWindow later = at(millis);
    long last = later.bucket(later.newestMillis);
    later.suspects[place(last)]++;
    long over = last - later.bucket(later.newestMillis - spreadMillis) + 1;
    for (long back = 0; back < Math.min(over, BUCKETS); back++) {
      // Up to the end of a bucket, less up to its beginning: whatever is rounded, nothing is lost.
      double end = (double) (over - back) / over;
      double start = (double) (over - back - 1) / over;
      later.images[place(last - back)] += (long) (judged * end) - (long) (judged * start);
    }
    return later;
  }

  /** Suspects in the window that ends at a time, or at the newest one. */
  long suspects(long millis) {
    return sum(suspects, millis);
  }

  /** Images in the window that ends at a time, or at the newest one. */
  long images(long millis) {
    return sum(images, millis);
  }

  /** The same counts in buckets of another length; those older than the new window are dropped. */
  SlidingWindow inBuckets(long otherMillis) {
    if (otherMillis == bucketMillis) {
      return this;
    }
    SlidingWindow other = empty(otherMillis).at(newestMillis);
    long last = bucket(newestMillis);
    for (long back = 0; back < BUCKETS; back++) {
      long start = Math.min(newestMillis, (last - back) * bucketMillis);
      if (other.holds(start)) {
        other.suspects[place(other.bucket(start))] += suspects[place(last - back)];
        other.images[place(other.bucket(start))] += images[place(last - back)];
      }
    }
    return other;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(bucketMillis);
    out.writeLong(newestMillis);
    for (int place = 0; place < BUCKETS; place++) {
      if (images[place] != 0 || suspects[place] != 0) {
        out.writeByte(place);
        out.writeLong(suspects[place]);
        out.writeLong(images[place]);
      }
    }
    out.writeByte(BUCKETS);
  }

  static SlidingWindow read(DataInputStream in) throws IOException {
    long bucketMillis = in.readLong();
    long newestMillis = in.readLong();
    long[] suspects = new long[BUCKETS];
    long[] images = new long[BUCKETS];
    for (int place = in.readByte(); place != BUCKETS; place = in.readByte()) {
      suspects[place] = in.readLong();
      images[place] = in.readLong();
    }
    return new SlidingWindow(bucketMillis, newestMillis, suspects, images);
  }

  private boolean holds(long millis) {
    return bucket(millis) > bucket(newestMillis) - BUCKETS;
  }

  private long sum(long[] counts, long millis) {
    long last = bucket(newestMillis);
    long gone = bucket(forwards(millis)) - last;
    long sum = 0;
    for (long back = 0; back < BUCKETS - gone; back++) {
      sum += counts[place(last - back)];
    }
    return sum;
  }

  private long bucket(long millis) {
    return Math.floorDiv(millis, bucketMillis);
  }

  private static int place(long bucket) {
    return (int) Math.floorMod(bucket, (long) BUCKETS);
  }
}
