package io.lazaret.core.image;

/**
 * What a decoder accepts. Checked against the header before anything of the image's size is
 * allocated.
 *
 * @param maxBytes the most bytes of an encoded image
 * @param maxWidth the most columns
 * @param maxHeight the most rows
 * @param maxPixels the most columns times rows
 */
public record DecodeLimits(int maxBytes, int maxWidth, int maxHeight, long maxPixels) {

  /** 20 MB encoded, 8,192 pixels a side, 32 million pixels. */
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(20_000_000, 8_192, 8_192, 32_000_000L);

  public DecodeLimits {
    if (maxBytes < 1 || maxWidth < 1 || maxHeight < 1 || maxPixels < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
