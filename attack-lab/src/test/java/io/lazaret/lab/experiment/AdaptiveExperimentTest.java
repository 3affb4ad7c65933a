package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation.Flag;
import io.lazaret.lab.experiment.AdaptiveExperiment.DetectionRow;
import io.lazaret.lab.experiment.AdaptiveExperiment.Result;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.TinyStudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An attack counts only when it works. */
class AdaptiveExperimentTest {
  private static final DetectionRow PROBE = row("mahalanobis", 100, false, 0.05);

  @TempDir private Path directory;

  @Test
  void anAttackThatMahalanobisMissesAndThatFourTimesTheStepsDoNotImproveCounts() {
    assertEquals(
        List.of(),
        flags(PROBE, row("consistency", 100, false, 0.60), row("consistency", 400, false, 0.59)));
  }

  @Test
  void anAttackThatNobodyGaveMoreStepsIsUnchecked() {
    List<Flag> flags =
        flags(
            PROBE,
            row("consistency", 100, false, 0.60),
            row("consistency", 400, true, 0.60),
            row("consistency-deep", 400, false, 0.60));

    assertEquals(List.of("attack-unchecked"), flags.stream().map(Flag::code).toList());
    assertTrue(flags.get(0).detail().contains("change: through-detector-selective (adaptive.long"));
  }

  @Test
  void whatADetectorFindsThatWasFittedOnSomethingElseSaysNothingOfTheAttack() {
    assertEquals(
        List.of(),
        flags(
            PROBE,
            row("consistency", 100, false, 0.60),
            row("consistency", 400, false, 0.60),
            onFgsm("consistency", 100, 0.90),
            onFgsm("consistency", 400, 0.10),
            onFgsm("mahalanobis", 100, 0.90)));
  }

  @Test
  void anAttackThatMahalanobisFindsIsTooWeak() {
    List<Flag> flags = flags(row("mahalanobis", 100, false, 0.06));

    assertEquals("attack-too-weak", flags.get(0).code());
    assertTrue(flags.get(0).detail().contains("mahalanobis still finds 6.0 %"));
  }

  @Test
  void anAttackThatFourTimesTheStepsImproveIsTooWeak() {
    List<Flag> flags =
        flags(PROBE, row("consistency", 100, false, 0.60), row("consistency", 400, false, 0.50));

    assertEquals("attack-too-weak", flags.get(0).code());
    assertTrue(flags.get(0).detail().contains("consistency finds by -10.0 %"));
  }

  @Test
  void whatADetectorFindsAfterItWasFittedAgainSaysNothingOfTheAttack() {
    assertEquals(List.of(), flags(PROBE, row("mahalanobis", 100, true, 0.9)));
  }

  @Test
  void withoutMahalanobisNothingSaysWhatWorks() {
    assertEquals("attack-unchecked", flags(row("consistency", 100, false, 0.6)).get(0).code());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dfeat | images: 6 | attacks 'consistency' or 'combined'; name one of them",
        "consistency | attackers: [genius] | unknown attacker 'genius'; known are",
        "consistency | longer: [genius] | unknown attacker 'genius'; known are",
        "consistency | images: 0 | adaptive.images, steps and descents must be 1 or more",
        "consistency | epsilonLevels: [] | attackers or epsilonLevels is empty",
        "consistency | attackers: [] | attackers or epsilonLevels is empty",
        "consistency | epsilonLevels: [0] | epsilonLevels above 0",
      })
  void whatCannotBeAnsweredIsRefusedBeforeAnythingIsComputed(
      String detectors, String section, String saying) {
    String rest = detectors + "]\nadaptive:\n  " + section + "\nexperiments: [adaptive";

    var refusal =
        assertThrows(RefusedException.class, () -> TinyStudy.run(directory.resolve("out"), rest));

    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
    assertFalse(Files.exists(directory.resolve("out")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[consistency, combined] | [combined] | combined",
        "[consistency, combined] | [dfeat, combined] | combined",
        "[consistency, combined] | [dfeat] | consistency",
        "[combined, consistency] | [] | combined",
      })
  void whatTheBundleServesIsAttacked(String detectors, String served, String target) {
    Recipe recipe =
        Settings.parse(
            "recipe",
            TinyStudy.recipe()
                + "detectors: "
                + detectors.replace("]", ", dfeat]")
                + "\nbundleDetectors: "
                + served
                + "\n",
            directory,
            Recipe.class);

    assertEquals(target, AdaptiveExperiment.target(recipe).name());
  }

  private static List<Flag> flags(DetectionRow... rows) {
    return AdaptiveExperiment.flags(
        "PGD", new Result("consistency", false, List.of(), List.of(rows)));
  }

  private static DetectionRow row(String detector, int steps, boolean again, double tpr) {
    return row(detector, steps, "PGD", again, tpr);
  }

  private static DetectionRow onFgsm(String detector, int steps, double tpr) {
    return row(detector, steps, "FGSM", false, tpr);
  }

  private static DetectionRow row(
      String detector, int steps, String fittedOn, boolean again, double tpr) {
    return new DetectionRow(
        "through-detector-selective",
        1 / 255.0,
        steps,
        detector,
        fittedOn,
        again,
        false,
        Map.of("0.05", new Estimate(tpr, tpr, tpr)),
        60);
  }
}
