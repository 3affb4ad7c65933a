package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.model.TorchScript;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.experiment.Experiments;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a network that somebody else trained to a bundle that the app would serve. */
@Tag("lab")
class OwnNetworkStudyTest {
  private static final Path NETWORK = Path.of("../core/src/test/resources/torchscript/grey.pt");

  private static final String RECIPE =
      """
      name: own
      dataset:
        kind: xray-phantoms
        count: 160
        size: 40
      image:
        size: 32
      split:
        train: 0
        fit: 0.3
        calibrate: 0.4
        test: 0.3
      views: [gaussian-0.7, jpeg-75]
      fit:
        attacks: [FGSM]
        epsilonLevels: [4]
      attacks: [FGSM, PGD]
      epsilonLevels: [8]
      harmless: [noise-1]
      detectors: [consistency, gradient-filter, mahalanobis]
      falsePositiveRate: 0.05
      acceptFlags: made for tests, never served
      """;

  @TempDir Path directory;

  private Study study(String recipe, Optional<Path> network, Path out) {
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
    Recipe read = Settings.parse("recipe.yaml", recipe, out, Recipe.class);
    return new Study(
        read, recipe, Optional.empty(), network, out, "cpu", silent, Experiments.of(read));
  }

  @Test
  void itIsAttackedAndItsBundleIsServed() throws IOException {
    Path out = directory.resolve("out");

    Evaluation evaluation = study(RECIPE, Optional.of(NETWORK), out).run();

    assertTrue(evaluation.attacks().stream().anyMatch(row -> row.success().value() > 0));
    assertEquals(Bundle.sha256(NETWORK), evaluation.provenance().get("backboneHash"));
    Bundle bundle = Bundle.read(out.resolve("bundle"));
    TorchScript architecture = assertInstanceOf(TorchScript.class, bundle.architecture());
    assertEquals(2, architecture.layout().taps().size());
    assertArrayEquals(Files.readAllBytes(NETWORK), Files.readAllBytes(bundle.weights()));
    try (BundleAssessor assessor = BundleAssessor.open(out.resolve("bundle"), "cpu", 0.05)) {
      assessor.selfTest();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classes", "capacity", "attention"})
  void experimentsThatTrainOrLookInsideAreRefused(String experiment) {
    String recipe = RECIPE + "experiments: [" + experiment + "]\n";

    RefusedException refused =
        assertThrows(RefusedException.class, () -> study(recipe, Optional.of(NETWORK), directory));

    assertTrue(refused.getMessage().contains("'" + experiment + "'"), refused.getMessage());
  }

  @Test
  void withoutANetworkOneMustBeTrained() {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> study(RECIPE, Optional.empty(), directory));

    assertTrue(refused.getMessage().contains("--backbone"), refused.getMessage());
  }

  @Test
  void trainingNeedsImages() {
    String recipe =
        RECIPE
            + """
            backbone:
              width: 4
              blocks: [1]
            training:
              epochs: 1
            """;

    RefusedException refused =
        assertThrows(RefusedException.class, () -> study(recipe, Optional.empty(), directory));

    assertTrue(refused.getMessage().contains("split.train is 0"), refused.getMessage());
  }
}
