package io.lazaret.core.model.djl;

import static io.lazaret.core.model.djl.NaiveLayers.add;
import static io.lazaret.core.model.djl.NaiveLayers.rectify;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.djl.NaiveLayers.Plane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The folded networks in plain loops, from their papers. */
final class NaiveNetwork {
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  private final NaiveLayers layers;
  private final List<Plane> taps = new ArrayList<>();

  private NaiveNetwork(NaiveLayers layers) {
    this.layers = layers;
  }

  /** Logits, means and deviations of every tap, embedding. */
  static float[] features(BuiltIn architecture, Path weights, Levels image) {
    try (NaiveLayers layers = new NaiveLayers(weights)) {
      NaiveNetwork network = new NaiveNetwork(layers);
      Plane input = normalise(architecture, image);
      Plane end =
          architecture.fold(
              resNet -> network.resNet(resNet, input), any -> network.mobileNet(input));
      return network.row(architecture, end);
    }
  }

  private float[] row(BuiltIn architecture, Plane end) {
    double[] penultimate = NaiveLayers.means(end);
    List<double[]> parts = new ArrayList<>();
    for (Plane tap : taps) {
      parts.add(NaiveLayers.means(tap));
      parts.add(NaiveLayers.deviations(tap));
    }
    if (layers.has("head")) {
      penultimate = layers.linear("head", penultimate);
      parts.add(penultimate);
    }
    String last = architecture instanceof MobileNetV2 ? "classifier.1" : "fc";
    parts.add(0, layers.linear(last, penultimate));
    float[] row = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int i = 0;
    for (double[] part : parts) {
      for (double value : part) {
        row[i++] = (float) value;
      }
    }
    return row;
  }

  private static Plane normalise(BuiltIn architecture, Levels image) {
    var geometry = image.geometry();
    Normalisation by = architecture.ends().normalisation();
    int channels = Math.max(geometry.channels(), by.mean().size());
    int plane = geometry.height() * geometry.width();
    double[] values = new double[channels * plane];
    for (int i = 0; i < values.length; i++) {
      int read = geometry.channels() == 1 ? i % plane : i;
      int number = by.mean().size() == 1 ? 0 : i / plane;
      values[i] = (image.level(read) / 255.0 - by.mean().get(number)) / by.deviation().get(number);
    }
    return new Plane(channels, geometry.height(), geometry.width(), values);
  }

  private Plane resNet(ResNet architecture, Plane input) {
    Plane x = rectify(layers.convolve("conv1", input, 2), NO_LIMIT);
    boolean small = architecture.stem() == ResNet.Stem.SMALL;
    x = small ? x : NaiveLayers.maximum(x);
    for (int stage = 0; stage < architecture.blocks().size(); stage++) {
      int blocks = architecture.blocks().get(stage);
      for (int block = 0; block < blocks; block++) {
        x = residual("layer" + (stage + 1) + "." + block, x, stage > 0 && block == 0 ? 2 : 1);
        if (small || block == 0 || block == blocks - 1) {
          taps.add(x);
        }
      }
    }
    return x;
  }

  /** A bottleneck where there is a third convolution: it strides in its second (version 1.5). */
  private Plane residual(String name, Plane x, int stride) {
    boolean bottleneck = layers.has(name + ".conv3");
    Plane y = rectify(layers.convolve(name + ".conv1", x, bottleneck ? 1 : stride), NO_LIMIT);
    y = layers.convolve(name + ".conv2", y, bottleneck ? stride : 1);
    if (bottleneck) {
      y = layers.convolve(name + ".conv3", rectify(y, NO_LIMIT), 1);
    }
    String shortcut = name + ".downsample.0";
    return rectify(
        add(y, layers.has(shortcut) ? layers.convolve(shortcut, x, stride) : x), NO_LIMIT);
  }

  private Plane mobileNet(Plane input) {
    Set<Integer> strided = Set.of(2, 4, 7, 14);
    Set<Integer> tapped = Set.of(1, 3, 6, 10, 13, 16, 17);
    Plane x = rectify(layers.convolve("features.0.0", input, 2), 6);
    for (int layer = 1; layer <= 17; layer++) {
      x = inverted("features." + layer + ".conv.", layer == 1, x, strided.contains(layer) ? 2 : 1);
      if (tapped.contains(layer)) {
        taps.add(x);
      }
    }
    x = rectify(layers.convolve("features.18.0", x, 1), 6);
    taps.add(x);
    return x;
  }

  private Plane inverted(String name, boolean first, Plane x, int stride) {
    Plane y = first ? x : rectify(layers.convolve(name + "0.0", x, 1), 6);
    y = rectify(layers.convolve(name + (first ? "0.0" : "1.0"), y, stride), 6);
    y = layers.convolve(name + (first ? "1" : "2"), y, 1);
    return stride == 1 && y.channels == x.channels ? add(x, y) : y;
  }
}
