package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTrainerTest {
  private static final Architecture ARCHITECTURE = TestNetwork.architecture(1, 2);

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
    assertThrows(IllegalArgumentException.class, () -> settings(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingSettings(1, 1, 0.01, 0, 0, false, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new TrainingSettings(1, 8, 0, 0, 0, false, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingSettings(1, 8, 0.01, 0, 1, false, 0, 0, 0),
        "nothing is left of the target");
  }

  private byte[] train(List<Sample> samples, TrainingSettings settings, long seed)
      throws IOException {
    Path weights = directory.resolve("weights");
    new BackboneTrainer(ARCHITECTURE, settings, seed, "cpu")
        .train(samples, weights, (epoch, loss) -> {});
    return Files.readAllBytes(weights);
  }

  private static TrainingSettings settings(int epochs) {
    return new TrainingSettings(epochs, 8, 0.01, 0.01, 0.05, true, 10, 0.1, 0.05);
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
