package io.lazaret.core.model;

/**
 * The shape of what a network reads.
 *
 * @param channels 1 (grey) or 3 (RGB)
 * @param height rows, 8 to 4096
 * @param width columns, 8 to 4096
 */
public record Geometry(int channels, int height, int width) {
  public Geometry {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, not " + channels);
    }
    if (height < 8 || width < 8 || height > 4096 || width > 4096) {
      throw new IllegalArgumentException(
          "no network reads " + width + " x " + height + "; rows and columns must be 8 to 4096");
    }
  }

  /** Samples of one image: channels x height x width. */
  public int size() {
    return channels * height * width;
  }
}
