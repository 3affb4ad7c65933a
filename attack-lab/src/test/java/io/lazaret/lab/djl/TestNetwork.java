package io.lazaret.lab.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Small networks with random weights. */
final class TestNetwork {
  private TestNetwork() {}

  static Architecture architecture(int channels, int classes) {
    return ResNet.small(new Geometry(channels, 16, 20), classes, 4, List.of(1, 1), 0.5f, 0.25f);
  }

  /** A trained network's likeness: random weights, statistics and scales, all from the seed. */
  static Network unfolded(Architecture architecture, NDManager manager, long seed) {
    Network network = Network.trainable(architecture, 0);
    network.initialize(manager);
    Random random = new Random(seed);
    for (Parameter parameter : network.parametersByName().values()) {
      float[] values = new float[(int) parameter.getArray().size()];
      long rows = parameter.getArray().getShape().get(0);
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (parameter.getType()) {
              case WEIGHT ->
                  (float) (random.nextGaussian() * Math.sqrt(2.0 * rows / values.length));
              case GAMMA, RUNNING_VAR -> 0.5f + random.nextFloat();
              default -> (float) (0.3 * random.nextGaussian());
            };
      }
      parameter.getArray().set(values);
    }
    return network;
  }

  /** Writes the folded network. */
  static void write(Architecture architecture, Path file, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights.write(BatchNormFolding.fold(unfolded(architecture, manager, seed), manager), file);
    }
  }

  /** Images of random intensities that are levels of 255. */
  static float[][] images(Architecture architecture, int count, long seed) {
    Random random = new Random(seed);
    float[][] images = new float[count][architecture.geometry().size()];
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextInt(256) / 255f;
      }
    }
    return images;
  }
}
