package io.lazaret.core.model.djl;

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
  public <T> T run(Operations<T> on, T images) {
    T x = on.relu(on.convolve("conv1", images));
    if (architecture.stem() == Stem.IMAGENET) {
      x = on.largest(x);
    }
    for (Block block : architecture.plan()) {
      T before = x;
      x = run(on, block, before);
      on.release(before);
      if (block.tapped()) {
        on.tap(x);
      }
    }
    return x;
  }

  private <T> T run(Operations<T> on, Block block, T x) {
    T y = on.relu(on.convolve(block.name() + ".conv1", x));
    y = on.convolveOn(block.name() + ".conv2", y);
    if (architecture.kind() == Kind.BOTTLENECK) {
      y = on.convolveOn(block.name() + ".conv3", on.relu(y));
    }
    if (!block.projects()) {
      return on.relu(on.add(y, x));
    }
    T shortcut = on.convolve(block.name() + SHORTCUT, x);
    T sum = on.add(y, shortcut);
    on.release(shortcut);
    return on.relu(sum);
  }
}
