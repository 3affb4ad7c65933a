package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Small folded networks with random weights, on disk. */
final class TinyNetwork {
  private TinyNetwork() {}

  static BuiltIn architecture(int channels, int classes) {
    return ResNet.small(new Geometry(channels, 20, 24), classes, 4, List.of(1, 2), 0.5f, 0.25f);
  }

  /** One of every kind, grey and RGB, with and without a head. */
  static List<BuiltIn> ofEveryKind() {
    return List.of(
        architecture(1, 3),
        architecture(3, 2),
        new ResNet(imageNet(1, 3, 0), Stem.IMAGENET, Kind.BASIC, 4, List.of(3, 2)),
        new ResNet(imageNet(3, 2, 5), Stem.IMAGENET, Kind.BOTTLENECK, 2, List.of(1, 3, 1)),
        new MobileNetV2(imageNet(1, 2, 0), 0.25),
        new MobileNetV2(imageNet(3, 4, 6), 0.1));
  }

  private static Ends imageNet(int channels, int classes, int head) {
    return new Ends(new Geometry(channels, 40, 44), Normalisation.IMAGENET, classes, head);
  }

  /** Writes weights that follow from the seed. */
  static void write(BuiltIn architecture, Path file, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.folded(architecture);
      network.initialize(manager);
      randomise(network, manager, seed);
      Weights.write(network, file);
    }
  }

  /**
   * Gives every parameter numbers that follow from the seed, of a size that keeps signals alive.
   */
  static void randomise(Network network, NDManager manager, long seed) {
    Random random = new Random(seed);
    for (Parameter parameter : network.parametersByName().values()) {
      var shape = parameter.getArray().getShape();
      float[] values = new float[(int) shape.size()];
      double deviation = Math.sqrt(2.0 * shape.get(0) / values.length);
      boolean positive = parameter.getType() == Parameter.Type.RUNNING_VAR;
      for (int i = 0; i < values.length; i++) {
        float value = (float) (Math.min(1, deviation) * random.nextGaussian());
        values[i] = positive ? 0.5f + Math.abs(value) : value;
      }
      Weights.assign(parameter, manager.create(values, shape));
    }
  }
}
