package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.ResNet.Block;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;

/** The convolutions of a residual network. */
record ResNetTrunk(ResNet architecture) implements Trunk {
  private static final String SHORTCUT = ".downsample.0";

  @Override
  public void addTo(Layers layers) {
    int kernel = architecture.stem() == Stem.SMALL ? 3 : 7;
    int in = architecture.ends().channels();
    layers.convolution("conv1", "bn1", in, architecture.width(), kernel, 2);
    architecture.plan().forEach(block -> addBlock(layers, block));
  }

  private void addBlock(Layers layers, Block block) {
    if (architecture.kind() == Kind.BASIC) {
      add(layers, block, 1, block.in(), block.inner(), 3, block.stride());
      add(layers, block, 2, block.inner(), block.out(), 3, 1);
    } else {
      add(layers, block, 1, block.in(), block.inner(), 1, 1);
      add(layers, block, 2, block.inner(), block.inner(), 3, block.stride());
      add(layers, block, 3, block.inner(), block.out(), 1, 1);
    }
    if (block.projects()) {
      String norm = block.name() + ".downsample.1";
      layers.convolution(block.name() + SHORTCUT, norm, block.in(), block.out(), 1, block.stride());
    }
  }

  private static void add(
      Layers layers, Block block, int number, int in, int out, int kernel, int stride) {
    layers.convolution(
        block.name() + ".conv" + number, block.name() + ".bn" + number, in, out, kernel, stride);
  }

  @Override
  public NDArray run(Pass pass, NDArray images) {
    NDArray x = Pass.relu(pass.convolve("conv1", images));
    if (architecture.stem() == Stem.IMAGENET) {
      NDArray all = x;
      x = Pool.maxPool2d(all, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false);
      Pass.release(all);
    }
    for (Block block : architecture.plan()) {
      NDArray before = x;
      x = run(pass, block, before);
      Pass.release(before);
      if (block.tapped()) {
        pass.tap(x);
      }
    }
    return x;
  }

  private NDArray run(Pass pass, Block block, NDArray x) {
    NDArray y = Pass.relu(pass.convolve(block.name() + ".conv1", x));
    y = pass.convolveOn(block.name() + ".conv2", y);
    if (architecture.kind() == Kind.BOTTLENECK) {
      y = pass.convolveOn(block.name() + ".conv3", Pass.relu(y));
    }
    if (!block.projects()) {
      return Pass.relu(y.addi(x));
    }
    NDArray shortcut = pass.convolve(block.name() + SHORTCUT, x);
    NDArray sum = y.addi(shortcut);
    Pass.release(shortcut);
    return Pass.relu(sum);
  }
}
