package io.lazaret.lab.study;

import io.lazaret.cli.Settings;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.experiment.Experiments;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** A whole study in a few seconds: its numbers mean nothing, its files are as any study's. */
public final class TinyStudy {
  static final String RECIPE =
      """
      name: tiny
      dataset:
        kind: xray-phantoms
        count: 320
        size: 40
      image:
        size: 32
      split:
        train: 0.4
        fit: 0.2
        calibrate: 0.25
        test: 0.15
      backbone:
        width: 4
        blocks: [1, 1]
      training:
        epochs: 2
      fit:
        epsilonLevels: [2]
      attacks: [FGSM, PGD]
      epsilonLevels: [1, 4]
      feedAttacks: [FGSM]
      encodings: [png, jpeg-95]
      harmless: [noise-1, jpeg-95, resize-lanczos]
      falsePositiveRate: 0.05
      acceptFlags: made for tests, never served
      """;

  /** The same, with questions beyond the evaluation. */
  static final String QUESTIONS =
      RECIPE
          + """
          detectors: [consistency, dfeat, consistency-deep, gradient-filter]
          bundleDetectors: [consistency, dfeat] # none that needs gradients
          experiments: [sweep, separability, attention, calibration, views, universal]
          calibration:
            images: [30, 60]
            resplits: 5
          sweep:
            attacks: [FGSM, PGD]
            epsilonLevels: [0.2, 1, 4]
            images: 40
          separability:
            attacks: [PGD]
            epsilonLevel: 4
            images: 30
          attention:
            attacks: [PGD, CW-low]
            epsilonLevel: 4
            images: 30
            strips: 4
          universal:
            epsilonLevels: [1, 8]
            norms: [linf, l2]
            passes: 3
          """;

  private TinyStudy() {}

  /** Its recipe, for more keys behind it. */
  public static String recipe() {
    return RECIPE;
  }

  /** Runs it; writes {@code bundle}, {@code corpus} and {@code results}. */
  public static Evaluation run(Path out) {
    return study(RECIPE, Optional.empty(), out).run();
  }

  /** Runs it with questions beyond the evaluation. */
  public static Evaluation runQuestions(Path out) {
    return study(QUESTIONS, Optional.empty(), out).run();
  }

  /** Runs it with other detectors, the deciding one first. */
  public static Evaluation run(Path out, String detectors) {
    return study(RECIPE + "detectors: [" + detectors + "]\n", Optional.empty(), out).run();
  }

  static Study study(String recipe, Optional<Path> data, Path out) {
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
    Recipe read = Settings.parse("recipe.yaml", recipe, out, Recipe.class);
    return new Study(
        read, recipe, data, Optional.empty(), out, "cpu", silent, Experiments.of(read));
  }
}
