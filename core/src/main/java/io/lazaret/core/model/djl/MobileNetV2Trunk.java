package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
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
  public NDArray run(Pass pass, NDArray images) {
    NDArray x = relu6(pass.convolve(STEM + ".0", images));
    for (Block block : architecture.plan()) {
      NDArray before = x;
      x = run(pass, block, before);
      Pass.release(before);
      if (block.tapped()) {
        pass.tap(x);
      }
    }
    x = relu6(pass.convolveOn(MobileNetV2.LAST + ".0", x));
    pass.tap(x);
    return x;
  }

  private static NDArray run(Pass pass, Block block, NDArray x) {
    String conv = block.name() + ".conv.";
    NDArray y;
    if (block.expands()) {
      NDArray wide = relu6(pass.convolve(conv + "0.0", x));
      y = relu6(pass.convolveOn(conv + "1.0", wide));
    } else {
      y = relu6(pass.convolve(conv + "0.0", x));
    }
    y = pass.convolveOn(conv + (block.expands() ? 2 : 1), y);
    return block.residual() ? y.addi(x) : y;
  }

  private static NDArray relu6(NDArray x) {
    NDArray y = x.clip(0, 6);
    Pass.release(x);
    return y;
  }
}
