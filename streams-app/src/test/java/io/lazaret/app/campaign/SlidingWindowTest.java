package io.lazaret.app.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  private static final long BUCKET = 10_000;
  private static final long START = 1_790_000_000_000L;

  /**
   * A suspect of these tests.
   *
   * @param afterMillis after the one before it; below 0 for one that comes late
   */
  record Arrival(long afterMillis, int images, long spreadMillis) {}

  /** Every time is kept in a list, and looked at by the number of its bucket. */
  private static final class NaiveWindow {
    private final List<Long> suspects = new ArrayList<>();
    private final List<Long> images = new ArrayList<>();
    private long newest;

    void suspect(long millis, int judged, long spreadMillis) {
      newest = Math.max(newest, millis);
      long bucket = newest / BUCKET;
      suspects.add(bucket);
      long over = bucket - (newest - spreadMillis) / BUCKET + 1;
      for (int image = 1; image <= judged; image++) {
        // The first of n images ends the first of n equal shares of the time.
        images.add(bucket - over + (long) Math.ceil((double) image * over / judged));
      }
    }

    long in(List<Long> buckets, long millis) {
      long last = Math.max(newest, millis) / BUCKET;
      return buckets.stream().filter(each -> each > last - SlidingWindow.BUCKETS).count();
    }
  }

  @Property(tries = 500)
  void suspectsAreThoseOfTheNaiveList(
      @ForAll("arrivals") List<Arrival> arrivals, @ForAll @LongRange(max = 700_000) long later) {
    NaiveWindow naive = new NaiveWindow();
    SlidingWindow window = SlidingWindow.empty(BUCKET);
    long now = START;
    for (Arrival arrival : arrivals) {
      now += arrival.afterMillis;
      naive.suspect(now, arrival.images, arrival.spreadMillis);
      window = window.withSuspect(now, arrival.images, arrival.spreadMillis);

      assertEquals(naive.in(naive.suspects, now), window.suspects(now));
      assertEquals(naive.in(naive.suspects, now + later), window.suspects(now + later));
      assertEquals(naive.in(naive.suspects, now + later), window.at(now + later).suspects(0));
      assertEquals(naive.newest, window.newestMillis());
    }
  }

  /** How the images are rounded to buckets is nobody's business, and their number is. */
  @Property(tries = 500)
  void imagesAreThoseOfTheNaiveListUpToRounding(@ForAll("arrivals") List<Arrival> arrivals) {
    NaiveWindow naive = new NaiveWindow();
    SlidingWindow window = SlidingWindow.empty(BUCKET);
    long now = START;
    for (Arrival arrival : arrivals) {
      now += arrival.afterMillis;
      naive.suspect(now, arrival.images, arrival.spreadMillis);
      window = window.withSuspect(now, arrival.images, arrival.spreadMillis);
    }

    long expected = naive.in(naive.images, now);
    assertEquals(expected, window.images(now), (double) arrivals.size());
  }

  @Property
  void imagesOfLessThanAWindowAllCount(
      @ForAll @IntRange(min = 1, max = 1_000_000) int images,
      @ForAll @LongRange(max = 59 * BUCKET) long spread) {
    SlidingWindow window = SlidingWindow.empty(BUCKET).withSuspect(START, images, spread);

    assertEquals(images, window.images(START));
  }

  @Test
  void ofImagesOfALongTimeOnlyTheShareOfTheWindowCounts() {
    SlidingWindow window =
        SlidingWindow.empty(BUCKET).withSuspect(START, 100_000, 1_000 * BUCKET - 1);

    assertEquals(6_000, window.images(START), 10);
  }

  @Test
  void theSuspectItselfIsAlwaysAnImageOfTheWindow() {
    SlidingWindow window = SlidingWindow.empty(BUCKET).withSuspect(START, 1, 1L << 40);

    assertEquals(1, window.images(START));
    assertEquals(1, window.suspects(START));
  }

  @Test
  void whatIsLateCountsAsNow() {
    SlidingWindow window =
        SlidingWindow.empty(BUCKET).withSuspect(START, 1, 0).withSuspect(START - 3_600_000, 1, 0);

    assertEquals(2, window.suspects(START));
    assertEquals(START, window.newestMillis());
  }

  @Property(tries = 200)
  void writtenAndReadItIsTheSame(@ForAll("arrivals") List<Arrival> arrivals) throws IOException {
    SlidingWindow window = window(arrivals);

    SlidingWindow read = read(written(window));

    assertEquals(window.newestMillis(), read.newestMillis());
    for (long later = 0; later <= 61 * BUCKET; later += BUCKET) {
      long then = window.newestMillis() + later;
      assertEquals(window.suspects(then), read.suspects(then));
      assertEquals(window.images(then), read.images(then));
    }
  }

  @Property(tries = 200)
  void itsSizeIsBounded(@ForAll("arrivals") List<Arrival> arrivals) throws IOException {
    assertEquals(true, written(window(arrivals)).length <= 17 + 17 * SlidingWindow.BUCKETS);
  }

  @Property(tries = 200)
  void inLongerBucketsNothingIsLost(@ForAll("arrivals") List<Arrival> arrivals) {
    SlidingWindow window = window(arrivals);
    long now = window.newestMillis();

    assertEquals(window.suspects(now), window.inBuckets(7 * BUCKET).suspects(now));
    assertEquals(window.images(now), window.inBuckets(7 * BUCKET).images(now));
  }

  @Test
  void inShorterBucketsWhatIsOlderIsGone() {
    SlidingWindow window =
        SlidingWindow.empty(BUCKET).withSuspect(START, 1, 0).withSuspect(START + 9 * 60_000, 1, 0);

    assertEquals(1, window.inBuckets(BUCKET / 10).suspects(0));
  }

  private static SlidingWindow window(List<Arrival> arrivals) {
    SlidingWindow window = SlidingWindow.empty(BUCKET);
    long now = START;
    for (Arrival arrival : arrivals) {
      now += arrival.afterMillis;
      window = window.withSuspect(now, arrival.images, arrival.spreadMillis);
    }
    return window;
  }

  private static byte[] written(SlidingWindow window) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      window.write(out);
    }
    return bytes.toByteArray();
  }

  private static SlidingWindow read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return SlidingWindow.read(in);
    }
  }

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    Arbitrary<Long> gaps =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(0, 30_000)),
            Tuple.of(2, Arbitraries.longs().between(-60_000, 700_000)),
            Tuple.of(1, Arbitraries.longs().between(0, 100_000_000)));
    return Combinators.combine(
            gaps, Arbitraries.integers().between(1, 300), Arbitraries.longs().between(0, 900_000))
        .as(Arrival::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }
}
