package io.lazaret.core.model;

/**
 * The two ends that a network of any architecture has: what it reads, and what it says.
 *
 * @param geometry what it reads: intensities in [0, 1]
 * @param normalisation what it does to them first
 * @param classes number of logits, 2 to 1000
 * @param head numbers of the linear layer without activation between the pooled end of the network
 *     and its logits, up to 4096 (the paper's 128 "deep features": Ma et al., 2021); 0 for none
 */
public record Ends(Geometry geometry, Normalisation normalisation, int classes, int head) {
  public Ends {
    check("classes", classes, 2, 1000);
    check("head", head, 0, 4096);
  }

  /** Channels that the first layer reads. */
  public int channels() {
    return normalisation.channels(geometry.channels());
  }

  /** Refuses a whole number that lies outside of its bounds, by its name. */
  static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
