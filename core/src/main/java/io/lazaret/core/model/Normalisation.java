package io.lazaret.core.model;

import java.util.List;

/**
 * What a network does to intensities in [0, 1] before its first layer: {@code (x - mean) /
 * deviation}, by one number for all channels or by one for each of three. A grey image under three
 * numbers becomes three channels, each normalised by its own: that is how networks that were
 * trained on colour read it.
 *
 * @param mean subtracted; 1 or 3 finite numbers
 * @param deviation divides what is left; as many numbers above 0
 */
public record Normalisation(List<Float> mean, List<Float> deviation) {
  /** Of torchvision's ImageNet weights: mean and deviation of ImageNet's red, green and blue. */
  public static final Normalisation IMAGENET =
      new Normalisation(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size() || (mean.size() != 1 && mean.size() != 3)) {
      throw new IllegalArgumentException(
          "mean and deviation must be 1 or 3 numbers each, not " + mean + " and " + deviation);
    }
    if (!mean.stream().allMatch(Float::isFinite)) {
      throw new IllegalArgumentException("mean must be finite, not " + mean);
    }
    if (!deviation.stream().allMatch(d -> d > 0 && Float.isFinite(d))) {
      throw new IllegalArgumentException("deviation must be positive, not " + deviation);
    }
  }

  /** The same for all channels. */
  public static Normalisation of(float mean, float deviation) {
    return new Normalisation(List.of(mean), List.of(deviation));
  }

  /** The channels that come out where so many go in. */
  public int channels(int read) {
    return Math.max(read, mean.size());
  }
}
