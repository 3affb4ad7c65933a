package io.lazaret.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * MobileNetV2 (Sandler et al., CVPR 2018) as torchvision builds it: a 3 x 3 convolution of stride
 * 2, seventeen inverted residuals, a 1 x 1 convolution; rectifiers that end at 6.
 *
 * @param ends what it reads and says
 * @param widthMultiplier scales the channels of every layer, above 0 to 4; 1 for published weights
 */
public record MobileNetV2(Ends ends, double widthMultiplier) implements BuiltIn {
  /** The name of the last convolution's layer. */
  public static final String LAST = "features.18";

  private static final int STEM_CHANNELS = 32;
  private static final int LAST_CHANNELS = 1280;

  private record Stage(int expansion, int channels, int blocks, int stride) {}

  /** Table 2 of the paper. */
  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 2),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  /**
   * An inverted residual: a 1 x 1 convolution to more channels (left out where there are no more),
   * a 3 x 3 convolution of each channel by itself, a 1 x 1 convolution back without rectifier.
   *
   * @param name {@code features.N}, from 1
   * @param in channels that it reads
   * @param inner channels of the 3 x 3 convolution
   * @param out channels that it gives
   * @param stride 1 or 2
   * @param tapped whether its end is a tap
   */
  public record Block(String name, int in, int inner, int out, int stride, boolean tapped) {

    /** Whether it begins with a convolution to more channels. */
    public boolean expands() {
      return inner != in;
    }

    /** Whether its input is added to its output. */
    public boolean residual() {
      return stride == 1 && in == out;
    }
  }

  public MobileNetV2 {
    if (!(widthMultiplier > 0 && widthMultiplier <= 4)) {
      throw new IllegalArgumentException(
          "widthMultiplier must be above 0 and at most 4, not " + widthMultiplier);
    }
  }

  /** Channels of the first convolution. */
  public int stemChannels() {
    return divisible(STEM_CHANNELS * widthMultiplier);
  }

  /** Channels of the last convolution: never fewer than those of the unscaled network. */
  public int lastChannels() {
    return divisible(LAST_CHANNELS * Math.max(1, widthMultiplier));
  }

  /** Every inverted residual in the order of the network; the last of each stage is a tap. */
  public List<Block> plan() {
    List<Block> plan = new ArrayList<>();
    int in = stemChannels();
    for (Stage stage : STAGES) {
      int out = divisible(stage.channels() * widthMultiplier);
      for (int block = 0; block < stage.blocks(); block++) {
        String name = "features." + (plan.size() + 1);
        int stride = block == 0 ? stage.stride() : 1;
        boolean last = block == stage.blocks() - 1;
        plan.add(new Block(name, in, in * stage.expansion(), out, stride, last));
        in = out;
      }
    }
    return plan;
  }

  /** A tap after every stage and after the last convolution. */
  @Override
  public FeatureLayout layout() {
    List<FeatureLayout.Tap> taps = new ArrayList<>();
    for (Block block : plan()) {
      if (block.tapped()) {
        taps.add(new FeatureLayout.Tap(block.name(), block.out()));
      }
    }
    taps.add(new FeatureLayout.Tap(LAST, lastChannels()));
    return new FeatureLayout(classes(), taps, ends.head());
  }

  @Override
  public String classifier() {
    return "classifier.1";
  }

  @Override
  public <T> T fold(Function<ResNet, T> resNet, Function<MobileNetV2, T> mobileNetV2) {
    return mobileNetV2.apply(this);
  }

  /** Torchvision's rule: the nearest multiple of 8, at least 8, and not under 90 % of the value. */
  private static int divisible(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }
}
