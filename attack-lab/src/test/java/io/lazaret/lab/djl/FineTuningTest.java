package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.djl.FoldedNetwork;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import io.lazaret.lab.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training that begins at weights that others published. */
class FineTuningTest {
  private static final AugmentationSettings STRONG =
      new AugmentationSettings(true, 180, 0.1, 0.05, 0.2, 0.1);

  @TempDir Path directory;
  private Path published;

  static List<BuiltIn> architectures() {
    return TestNetwork.ofEveryKind();
  }

  @BeforeEach
  void file() {
    published = directory.resolve("published.safetensors");
  }

  private void publish(BuiltIn architecture) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Weights.write(TestNetwork.unfolded(architecture, manager, 5), published);
    }
  }

  /**
   * Folding scales the filter of each output channel and does not turn it: under a learning rate of
   * almost nothing every filter points where the published one does.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void trainingBeginsAtThePublishedFilters(BuiltIn architecture) throws IOException {
    publish(architecture);
    train(architecture, settings(1e-9, 0, Optional.of(published)), 1);
    assertEquals(1, smallestCosine(architecture), 1e-3);

    train(architecture, settings(1e-9, 0, Optional.empty()), 1);
    assertTrue(smallestCosine(architecture) < 0.9, "from scratch they point elsewhere");
  }

  /** One seed governs the beginning, the order, the changes of the images, and dropout. */
  @ParameterizedTest
  @MethodSource("architectures")
  void theSameSeedGivesTheSameFileForEveryArchitecture(BuiltIn architecture) throws IOException {
    publish(architecture);
    TrainingSettings settings = settings(0.01, 0.3, Optional.of(published));

    byte[] first = train(architecture, settings, 7);

    assertArrayEquals(first, train(architecture, settings, 7));
    assertFalse(Arrays.equals(first, train(architecture, settings, 8)));
    TrainingSettings without = settings(0.01, 0, Optional.of(published));
    assertFalse(Arrays.equals(first, train(architecture, without, 7)), "dropout has no effect");
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void dropoutLeavesNumbersOutInTrainingAlone(BuiltIn architecture) {
    publish(architecture);
    float[][] images = TestNetwork.images(architecture, 4, 2);
    Shape shape = Tensors.shape(architecture.geometry(), 4);
    try (NDManager manager = NDManager.newBaseManager()) {
      Network plain = Network.trainable(architecture, 0);
      Network dropping = Network.trainable(architecture, 0.5);
      for (Network network : List.of(plain, dropping)) {
        network.initialize(manager);
        Weights.read(network, published);
      }
      NDArray input = manager.create(images).reshape(shape);

      assertArrayEquals(
          logits(plain, manager, input, false), logits(dropping, manager, input, false));
      assertFalse(
          Arrays.equals(
              logits(dropping, manager, input, true), logits(dropping, manager, input, true)));
    }
  }

  private static float[] logits(
      Network network, NDManager manager, NDArray input, boolean training) {
    return network
        .forward(new ParameterStore(manager, false), new NDList(input), training)
        .singletonOrThrow()
        .toFloatArray();
  }

  @Test
  void weightsOfAnotherArchitectureAreRefusedBeforeAnyWork() {
    publish(TestNetwork.ofEveryKind().get(0));
    BuiltIn other = TestNetwork.ofEveryKind().get(4);
    var trainer = new BackboneTrainer(other, settings(0.01, 0, Optional.of(published)), 1, "cpu");

    var refusal = assertThrows(RefusedException.class, trainer::check);

    assertTrue(refusal.getMessage().contains("'features.0.0.weight'"), refusal.getMessage());
    new BackboneTrainer(other, settings(0.01, 0, Optional.empty()), 1, "cpu").check();
  }

  private static TrainingSettings settings(
      double learningRate, double dropout, Optional<Path> pretrained) {
    return new TrainingSettings(1, 4, learningRate, 0, 0, dropout, STRONG, pretrained);
  }

  private Path trained() {
    return directory.resolve("trained.safetensors");
  }

  private byte[] train(BuiltIn architecture, TrainingSettings settings, long seed)
      throws IOException {
    float[][] images = TestNetwork.images(architecture, 8, 3);
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < images.length; n++) {
      Levels levels = Levels.quantise(architecture.geometry(), images[n]);
      samples.add(new Sample("image-" + n, "patient-" + n, n % 3, levels));
    }
    new BackboneTrainer(architecture, settings, seed, "cpu")
        .train(samples, trained(), (epoch, loss) -> {});
    return Files.readAllBytes(trained());
  }

  /** Over the filters of all convolutions, trained against published. */
  private double smallestCosine(BuiltIn architecture) {
    try (NDManager manager = NDManager.newBaseManager();
        FoldedNetwork loaded = FoldedNetwork.open(architecture, trained(), "cpu")) {
      Network source = Network.trainable(architecture, 0);
      source.initialize(manager);
      Weights.read(source, published);
      Map<String, Parameter> sources = source.parametersByName();
      double smallest = 1;
      for (var entry : loaded.network().parametersByName().entrySet()) {
        NDArray filters = entry.getValue().getArray();
        if (filters.getShape().dimension() == 4) {
          float[] found = filters.toFloatArray();
          float[] expected = sources.get(entry.getKey()).getArray().toFloatArray();
          int size = (int) (found.length / filters.getShape().get(0));
          for (int from = 0; from < found.length; from += size) {
            smallest = Math.min(smallest, cosine(found, expected, from, size));
          }
        }
      }
      return smallest;
    }
  }

  private static double cosine(float[] a, float[] b, int from, int size) {
    double dot = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = from; i < from + size; i++) {
      dot += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squareA * squareB);
  }
}
