package io.lazaret.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A residual network (He et al., CVPR 2016) of basic blocks with torchvision's parameter names.
 * Inputs are intensities in [0, 1]; the network itself subtracts {@code mean} and divides by {@code
 * deviation}. The stem is a 3 x 3 convolution of stride 2 without pooling, which suits images of 32
 * to 224 pixels.
 *
 * @param geometry what the network reads
 * @param classes number of logits, at least 2
 * @param width channels of the first stage; each later stage doubles them
 * @param blocks basic blocks of each stage, 1 to 4 stages: {@code [2, 2, 2, 2]} is ResNet-18
 * @param mean subtracted from every intensity
 * @param deviation divides what is left, above 0
 */
public record Architecture(
    Geometry geometry, int classes, int width, List<Integer> blocks, float mean, float deviation) {
  public Architecture {
    if (classes < 2 || classes > 1000) {
      throw new IllegalArgumentException("classes must be 2 to 1000, not " + classes);
    }
    if (width < 1 || width > 512) {
      throw new IllegalArgumentException("width must be 1 to 512, not " + width);
    }
    if (blocks.isEmpty() || blocks.size() > 4 || blocks.stream().anyMatch(n -> n < 1 || n > 64)) {
      throw new IllegalArgumentException("blocks must be 1 to 4 stages of 1 to 64: " + blocks);
    }
    if (!(deviation > 0) || !Float.isFinite(mean) || !Float.isFinite(deviation)) {
      throw new IllegalArgumentException("deviation must be positive, not " + deviation);
    }
    blocks = List.copyOf(blocks);
  }

  /** Channels of a stage, from 0. */
  public int channels(int stage) {
    return width << stage;
  }

  /** A tap after every basic block: {@code layer1.0}, {@code layer1.1}, ... */
  public FeatureLayout layout() {
    List<FeatureLayout.Tap> taps = new ArrayList<>();
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        taps.add(new FeatureLayout.Tap("layer" + (stage + 1) + "." + block, channels(stage)));
      }
    }
    return new FeatureLayout(classes, taps);
  }
}
