package io.lazaret.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A diagnostic network that somebody else trained and exported: a TorchScript program that gives
 * logits and taps. What it is made of stays inside of it; only the numbers that come out are known
 * here. See docs/own-network.md.
 *
 * @param geometry what it reads; it normalises the intensities itself
 * @param layout the numbers that it gives
 */
public record TorchScript(Geometry geometry, FeatureLayout layout) implements Architecture {

  /**
   * A program whose taps are numbered.
   *
   * @param channels of each tap, in the order in which they come out
   * @param embedding numbers of the vector that comes out last, 0 for none
   */
  public static TorchScript of(
      Geometry geometry, int classes, List<Integer> channels, int embedding) {
    List<FeatureLayout.Tap> taps = new ArrayList<>();
    for (int channel : channels) {
      Ends.check("channels of a tap", channel, 1, 65536);
      taps.add(new FeatureLayout.Tap("tap" + (taps.size() + 1), channel));
    }
    Ends.check("classes", classes, 2, 1000);
    Ends.check("head", embedding, 0, 65536);
    return new TorchScript(geometry, new FeatureLayout(classes, taps, embedding));
  }

  @Override
  public String weightsFile() {
    return "backbone.pt";
  }
}
