package io.lazaret.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A residual network (He et al., CVPR 2016) as torchvision builds it. Each stage doubles the
 * channels of the one before and halves its rows and columns.
 *
 * @param ends what it reads and says
 * @param stem how it begins
 * @param kind what its blocks are made of
 * @param width channels inside the first stage's blocks, 1 to 512; torchvision's networks have 64
 * @param blocks blocks of each stage, 1 to 4 stages of 1 to 64: {@code [2, 2, 2, 2]} of basic
 *     blocks is ResNet-18, {@code [3, 4, 6, 3]} ResNet-34 or, of bottlenecks, ResNet-50
 */
public record ResNet(Ends ends, Stem stem, Kind kind, int width, List<Integer> blocks)
    implements BuiltIn {

  /** The beginning of a residual network. */
  public enum Stem {
    /** A 3 x 3 convolution of stride 2, which suits images of 32 to 224 pixels. */
    SMALL,
    /** Torchvision's: a 7 x 7 convolution of stride 2 and a 3 x 3 maximum of stride 2. */
    IMAGENET
  }

  /** What a block is made of. */
  public enum Kind {
    /** Two 3 x 3 convolutions. */
    BASIC(1),
    /**
     * A 1 x 1, a 3 x 3 (which carries the stride) and a 1 x 1 convolution to four times as many.
     */
    BOTTLENECK(4);

    private final int expansion;

    Kind(int expansion) {
      this.expansion = expansion;
    }
  }

  /**
   * A block.
   *
   * @param name {@code layerS.B}, stages from 1 and blocks from 0
   * @param in channels that it reads
   * @param inner channels of its first convolution
   * @param out channels that it gives
   * @param stride 1 or 2
   * @param tapped whether its end is a tap
   */
  public record Block(String name, int in, int inner, int out, int stride, boolean tapped) {

    /** Whether the shortcut is a 1 x 1 convolution rather than the identity. */
    public boolean projects() {
      return stride != 1 || in != out;
    }
  }

  public ResNet {
    Ends.check("width", width, 1, 512);
    if (blocks.isEmpty() || blocks.size() > 4 || blocks.stream().anyMatch(n -> n < 1 || n > 64)) {
      throw new IllegalArgumentException("blocks must be 1 to 4 stages of 1 to 64: " + blocks);
    }
    blocks = List.copyOf(blocks);
  }

  /** A small network of basic blocks that normalises all channels alike and has no head. */
  public static ResNet small(
      Geometry geometry,
      int classes,
      int width,
      List<Integer> blocks,
      float mean,
      float deviation) {
    Ends ends = new Ends(geometry, Normalisation.of(mean, deviation), classes, 0);
    return new ResNet(ends, Stem.SMALL, Kind.BASIC, width, blocks);
  }

  /**
   * Every block in the order of the network. Under the small stem each is a tap; under
   * torchvision's the first and the last of each stage are: every block of ResNet-18, and eight of
   * the sixteen of ResNet-34 and ResNet-50.
   */
  public List<Block> plan() {
    List<Block> plan = new ArrayList<>();
    int in = width;
    for (int stage = 0; stage < blocks.size(); stage++) {
      int inner = width << stage;
      int out = inner * kind.expansion;
      for (int block = 0; block < blocks.get(stage); block++) {
        String name = "layer" + (stage + 1) + "." + block;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        boolean outermost = block == 0 || block == blocks.get(stage) - 1;
        plan.add(new Block(name, in, inner, out, stride, stem == Stem.SMALL || outermost));
        in = out;
      }
    }
    return plan;
  }

  @Override
  public FeatureLayout layout() {
    List<FeatureLayout.Tap> taps =
        plan().stream()
            .filter(Block::tapped)
            .map(block -> new FeatureLayout.Tap(block.name(), block.out()))
            .toList();
    return new FeatureLayout(classes(), taps, ends.head());
  }

  @Override
  public String classifier() {
    return "fc";
  }

  @Override
  public <T> T fold(Function<ResNet, T> resNet, Function<MobileNetV2, T> mobileNetV2) {
    return resNet.apply(this);
  }
}
