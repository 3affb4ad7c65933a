package io.lazaret.core.model;

import java.util.List;

/**
 * Where a backbone's numbers stand in one row: the logits, then for every tap the mean and then the
 * standard deviation of each of its channels over the image plane.
 *
 * @param classes number of logits, at least 2
 * @param taps the named layers in the order of the network; the last is the penultimate layer
 */
public record FeatureLayout(int classes, List<Tap> taps) {

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
    taps = List.copyOf(taps);
  }

  /** Numbers of one row. */
  public int size() {
    return meanOffset(taps.size());
  }

  /** Where the means of a tap begin; its deviations follow them. */
  public int meanOffset(int tap) {
    int offset = classes;
    for (int i = 0; i < tap; i++) {
      offset += 2 * taps.get(i).channels();
    }
    return offset;
  }
}
