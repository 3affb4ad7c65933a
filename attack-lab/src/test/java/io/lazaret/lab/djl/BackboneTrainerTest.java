package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class BackboneTrainerTest {
  private static final BuiltIn ARCHITECTURE = TestNetwork.architecture(1, 2);

  @TempDir Path directory;

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    byte[] first = train(samples(40), settings(2), 7);
    byte[] second = train(samples(40), settings(2), 7);
    byte[] other = train(samples(40), settings(2), 8);

    assertArrayEquals(first, second);
    assertFalse(Arrays.equals(first, other), "the seed has no effect");
  }

  @Test
  void whatIsTrainedCanBeLoadedAndHasLearned() throws IOException {
    List<Sample> samples = samples(80);
    List<Double> losses = new ArrayList<>();
    Path weights = directory.resolve("learned");

    new BackboneTrainer(ARCHITECTURE, settings(15), 1, "cpu")
        .train(samples, weights, (epoch, loss) -> losses.add(loss));

    assertEquals(15, losses.size());
    int correct = 0;
    try (DjlWhiteBox model = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu")) {
      float[][] logits =
          model.logits(samples.stream().map(s -> s.image().intensities()).toArray(float[][]::new));
      for (int n = 0; n < samples.size(); n++) {
        correct += (logits[n][1] > logits[n][0] ? 1 : 0) == samples.get(n).label() ? 1 : 0;
      }
    }
    assertTrue(losses.get(14) < losses.get(0), losses.toString());
    assertTrue(correct >= 76, "dark against bright images: " + correct + " of 80");
  }

  /** Batch normalisation needs two images: a last batch of one is left out. */
  @Test
  void aLastBatchOfOneImageIsLeftOut() throws IOException {
    assertTrue(train(samples(17), settings(1), 1).length > 0);
  }

  @Test
  void settingsThatCannotTrainAreDefects() {
    assertDefect("epochs", () -> settings(0));
    assertDefect("batchSize", () -> training(1, 1, 0.01, 0, 0));
    assertDefect("learningRate", () -> training(1, 8, 0, 0, 0));
    assertDefect("labelSmoothing", () -> training(1, 8, 0.01, 1, 0));
    assertDefect("dropout", () -> training(1, 8, 0.01, 0, 1));
    assertDefect("dropout", () -> training(1, 8, 0.01, 0, Double.NaN));
    assertDefect("rotationDegrees", () -> new AugmentationSettings(true, 181, 0, 0, 0, 0));
    assertDefect("scale", () -> new AugmentationSettings(true, 0, 1, 0, 0, 0));
    assertDefect("shift", () -> new AugmentationSettings(true, 0, 0, -0.1, 0, 0));
    assertDefect("contrast", () -> new AugmentationSettings(true, 0, 0, 0, 1, 0));
    assertDefect("brightness", () -> new AugmentationSettings(true, 0, 0, 0, 0, 1));
  }

  private static void assertDefect(String named, Executable settings) {
    String message = assertThrows(IllegalArgumentException.class, settings).getMessage();
    assertTrue(message.contains(named), message);
  }

  private byte[] train(List<Sample> samples, TrainingSettings settings, long seed)
      throws IOException {
    Path weights = directory.resolve("weights");
    new BackboneTrainer(ARCHITECTURE, settings, seed, "cpu")
        .train(samples, weights, (epoch, loss) -> {});
    return Files.readAllBytes(weights);
  }

  private static TrainingSettings settings(int epochs) {
    return training(epochs, 8, 0.01, 0.05, 0);
  }

  private static TrainingSettings training(
      int epochs, int batchSize, double learningRate, double smoothing, double dropout) {
    var augmentation = new AugmentationSettings(true, 10, 0.1, 0.05, 0, 0);
    return new TrainingSettings(
        epochs, batchSize, learningRate, 0.01, smoothing, dropout, augmentation, Optional.empty());
  }

  /** Noise around a dark or a bright grey. */
  private static List<Sample> samples(int count) {
    Random random = new Random(3);
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      byte[] levels = new byte[ARCHITECTURE.geometry().size()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = (byte) ((n % 2 == 0 ? 60 : 140) + random.nextInt(60));
      }
      Levels image = new Levels(ARCHITECTURE.geometry(), levels);
      samples.add(new Sample("image-" + n, "patient-" + n, n % 2, image));
    }
    return samples;
  }
}
