package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SanityFlagsTest {
  private static final int IMAGES = 100;
  private static final Evaluation.Victim SOUND =
      new Evaluation.Victim(new Estimate(0.9, 0.8, 1), new Estimate(0.95, 0.9, 1), IMAGES);

  @Test
  void attacksThatAgreeWithEachOtherRaiseNothing() {
    assertEquals(
        List.of(),
        flags(SOUND, attack("FGSM", 1, 60), attack("PGD", 1, 90), attack("Square", 1, 20)));
  }

  @Test
  void aNetworkThatCannotReadIsNotWorthAttacking() {
    Evaluation.Victim weak = new Evaluation.Victim(SOUND.accuracy(), new Estimate(0.59, 0, 1), 9);

    assertEquals(List.of("weak-victim"), flags(weak, attack("PGD", 1, 90)));
    assertEquals(List.of("weak-victim"), flags(new Evaluation.Victim(SOUND.accuracy(), null, 9)));
  }

  @Test
  void moreStepsMustNotDoWorse() {
    assertEquals(
        List.of("more-steps-did-worse"), flags(SOUND, attack("FGSM", 1, 60), attack("PGD", 1, 50)));
    assertEquals(List.of(), flags(SOUND, attack("FGSM", 2, 60), attack("PGD", 1, 50)));
  }

  /** Small steps that end below half a level are rounded to nothing, one of half a level is not. */
  @Test
  void whatRoundingTookAwayIsNoDoingOfTheSteps() {
    RoundScores.AttackScores rounded = attack("PGD", 0.5, successes(90), successes(50), 1, 1, 0);

    assertEquals(List.of(), flags(SOUND, attack("FGSM", 0.5, 80), rounded));
    assertEquals(List.of("more-steps-did-worse"), flags(SOUND, attack("FGSM", 0.5, 100), rounded));
  }

  @Test
  void whoOnlyAsksMustNotDoBetterThanWhoKnows() {
    assertEquals(
        List.of("black-box-beat-white-box"),
        flags(SOUND, attack("PGD", 1, 30), attack("Square", 1, 40)));
    assertEquals(List.of(), flags(SOUND, attack("PGD", 1, 30), attack("Square", 2, 40)));
    assertEquals(List.of(), flags(SOUND, attack("Square", 1, 40)), "nobody to compare with");
  }

  @Test
  void whoAsksIsComparedOnTheImagesThatItWasGiven() {
    List<Boolean> few = Collections.nCopies(20, true);

    assertEquals(List.of(), flags(SOUND, attack("PGD", 1, 30), attack("Square", 1, few, 1, 0)));
  }

  @Test
  void changesBeyondEpsilonAndImagesThatDoNotMoveAreSaid() {
    List<Boolean> half = successes(50);

    assertEquals(List.of("epsilon-exceeded"), flags(SOUND, attack("PGD", 1, half, 2, 0)));
    assertEquals(List.of(), flags(SOUND, attack("PGD", 0.5, half, 1, 0)));
    assertEquals(List.of("zero-gradients"), flags(SOUND, attack("PGD", 1, half, 1, 2)));
    assertEquals(List.of(), flags(SOUND, attack("PGD", 1, half, 1, 1)));
  }

  /** Rounding to whole levels may add half a level to a root of a mean square. */
  @Test
  void byL2TheWholeImageIsMeasuredAndNotItsSamples() {
    List<Boolean> half = successes(50);

    assertEquals(List.of(), flags(SOUND, attack("PGD-L2", 1, half, half, 7, 1.5, 0)));
    assertEquals(
        List.of("epsilon-exceeded"), flags(SOUND, attack("PGD-L2", 1, half, half, 7, 1.6, 0)));
  }

  @Test
  void attacksOfOtherThreatModelsAreNotComparedWithEachOther() {
    assertEquals(List.of(), flags(SOUND, attack("FGSM", 1, 60), attack("PGD-targeted", 1, 10)));
    assertEquals(List.of(), flags(SOUND, attack("PGD-targeted", 1, 10), attack("Square", 1, 40)));
    assertEquals(
        List.of("more-steps-did-worse"),
        flags(SOUND, attack("FGSM", 1, 60), attack("PGD-x3", 1, 10)));
  }

  private static List<String> flags(Evaluation.Victim victim, RoundScores.AttackScores... attacks) {
    RoundScores round =
        new RoundScores(
            1,
            new RoundScores.VictimScores(List.of(), List.of(), List.of(), List.of()),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(attacks));
    return SanityFlags.of(victim, List.of(round)).stream().map(Evaluation.Flag::code).toList();
  }

  private static RoundScores.AttackScores attack(String name, double levels, int percent) {
    return attack(name, levels, successes(percent), (int) Math.ceil(levels), 0);
  }

  private static List<Boolean> successes(int percent) {
    return Stream.concat(
            Collections.nCopies(percent, true).stream(),
            Collections.nCopies(IMAGES - percent, false).stream())
        .toList();
  }

  private static RoundScores.AttackScores attack(
      String name, double levels, List<Boolean> successful, int largest, int unmoved) {
    return attack(name, levels, successful, successful, largest, largest, unmoved);
  }

  private static RoundScores.AttackScores attack(
      String name,
      double levels,
      List<Boolean> floatSuccess,
      List<Boolean> successful,
      int largest,
      double rootMeanSquare,
      int unmoved) {
    return new RoundScores.AttackScores(
        name,
        levels,
        AttackedSet.Target.MODEL,
        Encoding.PNG,
        IntStream.range(0, successful.size()).mapToObj(i -> "image-" + i).toList(),
        floatSuccess,
        successful,
        largest,
        rootMeanSquare,
        1,
        unmoved,
        List.of(),
        new ScoredSet(List.of(), Map.of()));
  }
}
