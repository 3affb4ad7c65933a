package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Small folded networks with random weights, on disk. */
final class TinyNetwork {
  private TinyNetwork() {}

  static Architecture architecture(int channels, int classes) {
    return new Architecture(new Geometry(channels, 20, 24), classes, 4, List.of(1, 2), 0.5f, 0.25f);
  }

  /** Writes weights that follow from the seed. */
  static void write(Architecture architecture, Path file, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(architecture, true);
      network.initialize(manager);
      Random random = new Random(seed);
      for (Parameter parameter : network.parametersByName().values()) {
        float[] values = new float[(int) parameter.getArray().size()];
        double deviation = Math.sqrt(2.0 * parameter.getArray().getShape().get(0) / values.length);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (Math.min(1, deviation) * random.nextGaussian());
        }
        parameter.getArray().set(values);
      }
      Weights.write(network, file);
    }
  }
}
