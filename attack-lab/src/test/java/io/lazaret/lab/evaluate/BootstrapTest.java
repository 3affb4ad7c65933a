package io.lazaret.lab.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int PATIENTS = 200;

  /** The interval of a mean of independent numbers is the textbook's: 1.96 standard errors. */
  @Test
  void theIntervalOfAShareIsThatOfTheBinomial() {
    Estimate estimate = share(0.3, 1).orElseThrow();

    double error = 1.96 * Math.sqrt(0.3 * 0.7 / PATIENTS);
    assertEquals(0.3, estimate.value(), 1e-9);
    assertEquals(0.3 - error, estimate.low(), 0.012);
    assertEquals(0.3 + error, estimate.high(), 0.012);
  }

  /** Ten images that always agree are one piece of evidence, not ten. */
  @Test
  void imagesOfOnePatientAreDrawnTogether() {
    Estimate single = share(0.3, 1).orElseThrow();
    Estimate repeated = share(0.3, 10).orElseThrow();

    assertEquals(single.low(), repeated.low(), 1e-9);
    assertEquals(single.high(), repeated.high(), 1e-9);
  }

  @Test
  void severalSeedsAreAveragedAndNarrowTheInterval() {
    PatientScores.Roll roll = new PatientScores.Roll();
    Bootstrap.Statistic low = scores(roll, 0.2, 1).shareAbove(roll, 0.5);
    Bootstrap.Statistic high = scores(roll, "other", 0.4, 1).shareAbove(roll, 0.5);

    Estimate both = Bootstrap.DEFAULT.estimate(List.of(low, high)).orElseThrow();

    assertEquals(0.3, both.value(), 1e-9);
    Estimate one = share(0.3, 1).orElseThrow();
    assertTrue(both.high() - both.low() < 0.85 * (one.high() - one.low()));
  }

  @Test
  void aPatientOfSeveralSeedsIsDrawnOnce() {
    PatientScores.Roll roll = new PatientScores.Roll();
    Bootstrap.Statistic score = scores(roll, 0.3, 1).shareAbove(roll, 0.5);

    Estimate twice = Bootstrap.DEFAULT.estimate(List.of(score, score)).orElseThrow();

    assertEquals(share(0.3, 1).orElseThrow(), twice, "the same patients again tell nothing new");
  }

  @Test
  void nineteenOfTwentyIntervalsHoldTheTruth() {
    Random random = new Random(5);
    int held = 0;
    int studies = 200;
    for (int study = 0; study < studies; study++) {
      PatientScores.Roll roll = new PatientScores.Roll();
      double[] scores = random.doubles(PATIENTS).toArray();
      PatientScores drawn =
          roll.scores(IntStream.range(0, PATIENTS).mapToObj(i -> "p" + i).toList(), scores);
      Estimate estimate =
          new Bootstrap(200, study).estimate(List.of(drawn.shareAbove(roll, 0.7))).orElseThrow();
      held += estimate.low() <= 0.3 && 0.3 <= estimate.high() ? 1 : 0;
    }

    assertTrue(held >= 0.89 * studies && held <= 0.99 * studies, held + " of " + studies);
  }

  @Test
  void whatIsDefinedForNoSeedHasNoEstimate() {
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores none = roll.scores(List.of(), new double[0]);

    assertEquals(Optional.empty(), Bootstrap.DEFAULT.estimate(List.of(none.shareAbove(roll, 0))));
  }

  @Test
  void tooFewResamplesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Bootstrap(20, 1));
  }

  private static Optional<Estimate> share(double share, int images) {
    PatientScores.Roll roll = new PatientScores.Roll();
    return Bootstrap.DEFAULT.estimate(List.of(scores(roll, share, images).shareAbove(roll, 0.5)));
  }

  private static PatientScores scores(PatientScores.Roll roll, double share, int images) {
    return scores(roll, "patient", share, images);
  }

  private static PatientScores scores(
      PatientScores.Roll roll, String patient, double share, int images) {
    return roll.scores(
        IntStream.range(0, PATIENTS * images).mapToObj(i -> patient + "-" + i / images).toList(),
        IntStream.range(0, PATIENTS * images)
            .mapToDouble(i -> i / images < share * PATIENTS ? 1 : 0)
            .toArray());
  }
}
