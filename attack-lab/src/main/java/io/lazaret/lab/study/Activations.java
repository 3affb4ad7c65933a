package io.lazaret.lab.study;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.ResNet;

/**
 * The numbers that a network's convolutions put out for one image. Of networks of different kinds
 * they say better than multiplications do how long a pass takes (Radosavovic et al., CVPR 2020).
 */
public final class Activations {
  private int rows;
  private int columns;
  private long sum;

  private Activations(BuiltIn network) {
    this.rows = network.geometry().height();
    this.columns = network.geometry().width();
  }

  /** The activations of one image. */
  public static long of(BuiltIn network) {
    Activations activations = new Activations(network);
    network.fold(activations::resNet, activations::mobileNetV2);
    return activations.sum;
  }

  /** How long a pass of a network takes, in passes of another. */
  public static double ratio(BuiltIn network, BuiltIn other) {
    return (double) of(network) / of(other);
  }

  private Activations resNet(ResNet network) {
    convolve(network.width(), 2);
    if (network.stem() == ResNet.Stem.IMAGENET) {
      shrink(2); // the maximum is no convolution
    }
    for (ResNet.Block block : network.plan()) {
      if (network.kind() == ResNet.Kind.BOTTLENECK) {
        convolve(block.inner(), 1);
      }
      convolve(block.inner(), block.stride());
      convolve(block.out(), 1);
      if (block.projects()) {
        convolve(block.out(), 1); // of the shortcut, which is as large
      }
    }
    return this;
  }

  private Activations mobileNetV2(MobileNetV2 network) {
    convolve(network.stemChannels(), 2);
    for (MobileNetV2.Block block : network.plan()) {
      if (block.expands()) {
        convolve(block.inner(), 1);
      }
      convolve(block.inner(), block.stride());
      convolve(block.out(), 1);
    }
    convolve(network.lastChannels(), 1);
    return this;
  }

  private void convolve(int channels, int stride) {
    shrink(stride);
    sum += (long) channels * rows * columns;
  }

  private void shrink(int stride) {
    rows = (rows + stride - 1) / stride;
    columns = (columns + stride - 1) / stride;
  }
}
