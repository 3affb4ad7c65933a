package io.lazaret.core.image;

import java.util.Arrays;
import java.util.function.Function;

/**
 * The decoded samples of one image: grey (1 channel) or RGB (3 channels), 8 or 16 bits a sample.
 * Immutable; takes ownership of the array that it is made from.
 */
public final class Pixels implements Decoded {
  private final int width;
  private final int height;
  private final int channels;
  private final int maxValue;
  private final short[] samples;

  /**
   * @param width columns, at least 1
   * @param height rows, at least 1
   * @param channels 1 (grey) or 3 (RGB)
   * @param maxValue the sample that means white: 255 or 65535
   * @param samples unsigned samples, row by row, the channels of a pixel side by side; length
   *     {@code width * height * channels}
   */
  public Pixels(int width, int height, int channels, int maxValue, short[] samples) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("no pixels: " + width + " x " + height);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, not " + channels);
    }
    if (maxValue != 255 && maxValue != 65535) {
      throw new IllegalArgumentException("maxValue must be 255 or 65535, not " + maxValue);
    }
    if (samples.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          samples.length + " samples for " + width + " x " + height + " x " + channels);
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.maxValue = maxValue;
    this.samples = samples;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** 1 for grey, 3 for RGB. */
  public int channels() {
    return channels;
  }

  /** The sample that means white: 255 or 65535. */
  public int maxValue() {
    return maxValue;
  }

  /** The sample of a channel at column {@code x}, row {@code y}: 0 to {@link #maxValue()}. */
  public int sample(int x, int y, int channel) {
    return samples[(y * width + x) * channels + channel] & 0xFFFF;
  }

  @Override
  public <T> T fold(Function<Pixels, T> pixels, Function<Malformed, T> malformed) {
    return pixels.apply(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pixels that
        && width == that.width
        && height == that.height
        && channels == that.channels
        && maxValue == that.maxValue
        && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(samples);
  }

  @Override
  public String toString() {
    return "Pixels[" + width + " x " + height + " x " + channels + ", max " + maxValue + "]";
  }
}
