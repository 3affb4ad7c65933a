package io.lazaret.lab.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Small networks with random weights. */
final class TestNetwork {
  /** Files of settled networks, which take seconds to make. */
  private static final Map<Settled, byte[]> SETTLED = new ConcurrentHashMap<>();

  private record Settled(BuiltIn architecture, long seed) {}

  private TestNetwork() {}

  static BuiltIn architecture(int channels, int classes) {
    return ResNet.small(new Geometry(channels, 16, 20), classes, 4, List.of(1, 1), 0.5f, 0.25f);
  }

  /** One of every kind, grey and RGB, with and without a head. */
  static List<BuiltIn> ofEveryKind() {
    return List.of(
        architecture(1, 3),
        new ResNet(imageNet(3, 0), Stem.IMAGENET, Kind.BASIC, 4, List.of(1, 2)),
        new ResNet(imageNet(1, 5), Stem.IMAGENET, Kind.BOTTLENECK, 2, List.of(1, 1)),
        new MobileNetV2(imageNet(1, 0), 0.1),
        new MobileNetV2(imageNet(3, 6), 0.1));
  }

  private static Ends imageNet(int channels, int head) {
    return new Ends(new Geometry(channels, 32, 40), Normalisation.IMAGENET, 3, head);
  }

  /** A trained network's likeness: random weights, statistics and scales, all from the seed. */
  static Network unfolded(BuiltIn architecture, NDManager manager, long seed) {
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
      var shape = parameter.getArray().getShape();
      try (NDArray array = manager.create(values, shape)) {
        Weights.assign(parameter, array);
      }
    }
    return network;
  }

  /** Writes the folded network. */
  static void write(BuiltIn architecture, Path file, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights.write(BatchNormFolding.fold(unfolded(architecture, manager, seed), manager), file);
    }
  }

  /**
   * Writes a folded network whose statistics are those of random images, as training leaves them:
   * without, signals of a deep network die out or overflow.
   */
  static void writeSettled(BuiltIn architecture, Path file, long seed) {
    try {
      byte[] known = SETTLED.get(new Settled(architecture, seed));
      if (known == null) {
        settle(architecture, file, seed);
        SETTLED.put(new Settled(architecture, seed), Files.readAllBytes(file));
      } else {
        Files.write(file, known);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void settle(BuiltIn architecture, Path file, long seed) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = unfolded(architecture, manager, seed);
      NDArray input =
          manager
              .create(images(architecture, 32, seed + 1))
              .reshape(Tensors.shape(architecture.geometry(), 32));
      ParameterStore store = new ParameterStore(manager, false);
      for (int pass = 0; pass < 40; pass++) {
        network.forward(store, new NDList(input), true).close();
      }
      Weights.write(BatchNormFolding.fold(network, manager), file);
    }
  }

  /** Writes a folded network all of whose weights are zero. */
  static void writeSilent(BuiltIn architecture, Path file) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.folded(architecture);
      network.initialize(manager);
      for (Parameter parameter : network.parametersByName().values()) {
        try (NDArray zeros = manager.zeros(parameter.getArray().getShape())) {
          Weights.assign(parameter, zeros);
        }
      }
      Weights.write(network, file);
    }
  }

  /** Images of random intensities that are levels of 255. */
  static float[][] images(BuiltIn architecture, int count, long seed) {
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
