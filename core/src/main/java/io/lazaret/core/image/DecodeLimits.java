package io.lazaret.core.image;

import io.lazaret.core.image.Malformed.Kind;
import java.util.Optional;

/**
 * What a decoder accepts. Checked against the header before anything of the image's size is
 * allocated.
 *
 * @param maxBytes the most bytes of an encoded image
 * @param maxWidth the most columns
 * @param maxHeight the most rows
 * @param maxPixels the most columns times rows; at most {@link #MOST_PIXELS}
 */
public record DecodeLimits(int maxBytes, int maxWidth, int maxHeight, long maxPixels) {

  /**
   * No limit may allow more pixels than this: 8 bytes each (four 16-bit samples, PNG's widest
   * pixel) must fit one Java array.
   */
  public static final long MOST_PIXELS = 268_000_000L;

  /** 20 MB encoded, 8,192 pixels a side, 32 million pixels. */
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(20_000_000, 8_192, 8_192, 32_000_000L);

  public DecodeLimits {
    if (maxBytes < 1 || maxWidth < 1 || maxHeight < 1 || maxPixels < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
    if (maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels must be at most " + MOST_PIXELS + ", not " + maxPixels);
    }
  }

  /**
   * Judges a size that a header claims.
   *
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @return {@link Kind#TOO_LARGE} with the limit that is exceeded; empty when the size is accepted
   */
  public Optional<Malformed> refuse(int width, int height) {
    if (width > maxWidth) {
      return tooLarge(width + " columns, at most " + maxWidth + " are read");
    }
    if (height > maxHeight) {
      return tooLarge(height + " rows, at most " + maxHeight + " are read");
    }
    long pixels = (long) width * height;
    if (pixels > maxPixels) {
      return tooLarge(width + " x " + height + " pixels, at most " + maxPixels + " are read");
    }
    return Optional.empty();
  }

  private static Optional<Malformed> tooLarge(String detail) {
    return Optional.of(new Malformed(Kind.TOO_LARGE, detail));
  }
}
