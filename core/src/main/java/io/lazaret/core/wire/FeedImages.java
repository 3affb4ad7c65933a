package io.lazaret.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * How many images of a feed were judged since its last suspect: what a number of suspects has to be
 * held against. Travels in the headers of a suspect, beside its verdict; one task tells of the
 * images that it judged itself.
 *
 * @param images clear and suspect ones since the task's last suspect of the feed, this one
 *     included; 1 or more
 * @param millis how long that took, in milliseconds, 0 or more
 */
public record FeedImages(long images, long millis) {
  /** The header of the images. */
  public static final String IMAGES = RouteHeaders.PREFIX + "feed-images";

  /** The header of the milliseconds. */
  public static final String MILLIS = RouteHeaders.PREFIX + "feed-millis";

  /** Of a suspect that nothing more is known of. */
  public static final FeedImages ALONE = new FeedImages(1, 0);

  private static final int MOST_DIGITS = 15;

  public FeedImages {
    if (images < 1 || millis < 0) {
      throw new IllegalArgumentException("images must be 1 or more, millis 0 or more");
    }
  }

  /** The headers' values by name, in a fixed order. */
  public Map<String, byte[]> headers() {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(IMAGES, Long.toString(images).getBytes(StandardCharsets.UTF_8));
    headers.put(MILLIS, Long.toString(millis).getBytes(StandardCharsets.UTF_8));
    return headers;
  }

  /**
   * Reads them back; {@link #ALONE} where either is missing or no number.
   *
   * @param header gives a header's value by its name, null for one that is not there
   */
  public static FeedImages read(Function<String, byte[]> header) {
    long images = number(header.apply(IMAGES));
    long millis = number(header.apply(MILLIS));
    return images < 1 || millis < 0 ? ALONE : new FeedImages(images, millis);
  }

  private static long number(byte[] value) {
    if (value == null || value.length == 0 || value.length > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (byte digit : value) {
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = 10 * number + digit - '0';
    }
    return number;
  }
}
