package io.lazaret.core.model.djl;

import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.MobileNetV2.Block;

/** The convolutions of MobileNetV2. */
record MobileNetV2Trunk(MobileNetV2 architecture) implements Trunk {
  private static final String STEM = "features.0";

  @Override
  public void addTo(Layers layers) {
    int in = architecture.ends().channels();
    layers.convolution(STEM + ".0", STEM + ".1", in, architecture.stemChannels(), 3, 2);
    int end = 0;
    for (Block block : architecture.plan()) {
      addBlock(layers, block);
      end = block.out();
    }
    String last = MobileNetV2.LAST;
    layers.convolution(last + ".0", last + ".1", end, architecture.lastChannels(), 1, 1);
  }

  private static void addBlock(Layers layers, Block block) {
    String conv = block.name() + ".conv.";
    if (block.expands()) {
      layers.convolution(conv + "0.0", conv + "0.1", block.in(), block.inner(), 1, 1);
    }
    int at = block.expands() ? 1 : 0;
    layers.convolution(
        new Layers.Convolution(
            conv + at + ".0",
            conv + at + ".1",
            block.inner(),
            block.inner(),
            3,
            block.stride(),
            block.inner()));
    layers.convolution(conv + (at + 1), conv + (at + 2), block.inner(), block.out(), 1, 1);
  }

  @Override
  public <T> T run(Operations<T> on, T images) {
    T x = on.relu6(on.convolve(STEM + ".0", images));
    for (Block block : architecture.plan()) {
      T before = x;
      x = run(on, block, before);
      on.release(before);
      if (block.tapped()) {
        on.tap(x);
      }
    }
    x = on.relu6(on.convolveOn(MobileNetV2.LAST + ".0", x));
    on.tap(x);
    return x;
  }

  private static <T> T run(Operations<T> on, Block block, T x) {
    String conv = block.name() + ".conv.";
    T y;
    if (block.expands()) {
      T wide = on.relu6(on.convolve(conv + "0.0", x));
      y = on.relu6(on.convolveOn(conv + "1.0", wide));
    } else {
      y = on.relu6(on.convolve(conv + "0.0", x));
    }
    y = on.convolveOn(conv + (block.expands() ? 2 : 1), y);
    return block.residual() ? on.add(y, x) : y;
  }
}
