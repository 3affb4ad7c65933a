package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation.Flag;
import io.lazaret.lab.experiment.AdaptiveExperiment.DetectionRow;
import io.lazaret.lab.experiment.AdaptiveExperiment.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An attack counts only when it works. */
class AdaptiveExperimentTest {
  private static final DetectionRow PROBE = row("mahalanobis", 100, false, 0.05);

  @Test
  void anAttackThatMahalanobisMissesAndThatFourTimesTheStepsDoNotImproveCounts() {
    assertEquals(
        List.of(),
        flags(PROBE, row("consistency", 100, false, 0.60), row("consistency", 400, false, 0.59)));
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

  private static List<Flag> flags(DetectionRow... rows) {
    return AdaptiveExperiment.flags(new Result("consistency", false, List.of(), List.of(rows)));
  }

  private static DetectionRow row(String detector, int steps, boolean again, double tpr) {
    return new DetectionRow(
        "through-detector-selective",
        1 / 255.0,
        steps,
        detector,
        "PGD",
        again,
        Map.of("0.05", new Estimate(tpr, tpr, tpr)),
        60);
  }
}
