package io.lazaret.core.model;

import java.util.List;

/**
 * Where a backbone's numbers stand in one row: the logits, then for every tap the mean and then the
 * standard deviation of each of its channels over the image plane, then the embedding where the
 * network has a head.
 *
 * @param classes number of logits, at least 2
 * @param taps the named layers in the order of the network; the last is the end of the convolutions
 * @param embedding numbers that the network's head gives, 0 without a head
 */
public record FeatureLayout(int classes, List<Tap> taps, int embedding) {

  /**
   * A layer whose activations are pooled.
   *
   * @param name the layer's name in the backbone's architecture
   * @param channels its channels
   */
  public record Tap(String name, int channels) {}

  public FeatureLayout {
    if (classes < 2) {
      throw new IllegalArgumentException("at least two classes, not " + classes);
    }
    if (taps.isEmpty()) {
      throw new IllegalArgumentException("at least one tap");
    }
    if (embedding < 0) {
      throw new IllegalArgumentException("an embedding of " + embedding + " numbers");
    }
    taps = List.copyOf(taps);
  }

  /** The layout of a network without a head. */
  public FeatureLayout(int classes, List<Tap> taps) {
    this(classes, taps, 0);
  }

  /** Numbers of one row. */
  public int size() {
    return meanOffset(taps.size()) + embedding;
  }

  /** Where the means of a tap begin; its deviations follow them. */
  public int meanOffset(int tap) {
    int offset = classes;
    for (int i = 0; i < tap; i++) {
      offset += 2 * taps.get(i).channels();
    }
    return offset;
  }

  /**
   * Where the penultimate vector begins, which the logits are a linear map of: the embedding, or
   * without a head the means of the last tap.
   */
  public int penultimateOffset() {
    return meanOffset(embedding > 0 ? taps.size() : taps.size() - 1);
  }

  /** Numbers of the penultimate vector. */
  public int penultimateSize() {
    return embedding > 0 ? embedding : taps.get(taps.size() - 1).channels();
  }
}
