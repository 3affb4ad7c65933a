package io.lazaret.lab.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.lab.leak.Trial.Scored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrialTest {
  private static final int IMAGES = 200;
  private static final int SIZE = 128;

  /** Splits that a figure is the mean of: a leak shows in each, and what is none evens out. */
  private static final int SPLITS = 4;

  /** Standard deviation of each feature: that of a network's pooled activations. */
  private static final double DEVIATION = 0.3;

  /** Attacked images that are further draws of what clean ones are drawn from. */
  private final Setting nothingToSee = setting(DEVIATION, false, 1);

  @ParameterizedTest
  @EnumSource
  void whereThereIsNothingToSeeALeakFreeTrialSeesNothing(Baseline detector) {
    assertEquals(0.5, auc(Protocol.LEAK_FREE, detector, nothingToSee), 0.09);
    assertEquals(0.5, auc(Protocol.LEAK_FREE, detector, setting(DEVIATION, false, 0.1)), 0.09);
  }

  /**
   * An image's own kernel alone gives a log density of at least -log(n), about -5 here; a stranger
   * lies at a squared distance of 2 * 128 * 0.09 = 23 from each kernel, 6 standard deviations of
   * whose spread leave it below.
   */
  @Test
  void aDensityOfWhatItScoresTellsTwoSamplesOfOneDistributionApart() {
    assertTrue(auc(Protocol.only(Leak.SCORED_REFERENCE), Baseline.KD, nothingToSee) > 0.99);
    assertTrue(auc(Protocol.LEAKY, Baseline.KD, nothingToSee) > 0.99);
    assertEquals(
        0.5, auc(Protocol.without(Leak.SCORED_REFERENCE), Baseline.KD, nothingToSee), 0.09);
  }

  @Test
  void aTwinAmongTheNeighboursGivesAnAttackedImageAway() {
    Setting twins = setting(0.01, true, 1);

    assertTrue(auc(Protocol.only(Leak.CLEAN_TWIN), Baseline.LID, twins) > 0.95);
    assertEquals(0.5, auc(Protocol.LEAK_FREE, Baseline.LID, twins), 0.09);
  }

  @ParameterizedTest
  @EnumSource(names = {"DFEAT", "QFEAT"})
  void copiesOnBothSidesOfTheSplitAreRecognised(Baseline detector) {
    Setting scarce = setting(DEVIATION, false, 0.1);

    assertTrue(auc(Protocol.only(Leak.OVERSAMPLED_BEFORE_SPLIT), detector, scarce) > 0.95);
    assertTrue(auc(Protocol.LEAKY, detector, scarce) > 0.95);
  }

  /** What a held-out patient's images look like changes nobody else's score. */
  @ParameterizedTest
  @EnumSource
  void withoutLeaksNothingIsTakenFromTheTestSide(Baseline detector) {
    for (double share : List.of(1.0, 0.1)) {
      Setting setting = setting(DEVIATION, false, share);
      Trial.Scores before = new Trial(Protocol.LEAK_FREE, detector, setting).scores(1);
      String patient = before.clean().get(0).patient();

      Trial.Scores after =
          new Trial(Protocol.LEAK_FREE, detector, disfigured(setting, patient)).scores(1);

      assertEquals(others(before, patient), others(after, patient));
      assertFalse(others(before, patient).isEmpty());
    }
  }

  /** Data sets are often sorted by class: the first hundred images stand for one of them. */
  @Test
  void neighboursComeFromAllOverTheReference() {
    for (int from : List.of(0, IMAGES - 100)) {
      List<Look> reference = new ArrayList<>(nothingToSee.clean().reference());
      for (int i = from; i < from + 100; i++) {
        reference.set(i, look("r" + i, "other-" + i, features(new Random(i), 5)));
      }
      CleanImages clean = new CleanImages(reference, nothingToSee.clean().scored(), Set.of());
      Setting halfOther = new Setting(clean, nothingToSee.source(), nothingToSee.target(), 1);

      assertNotEquals(
          new Trial(Protocol.LEAK_FREE, Baseline.LID, nothingToSee).scores(1),
          new Trial(Protocol.LEAK_FREE, Baseline.LID, halfOther).scores(1),
          "images from " + from + " have no say");
    }
  }

  @Test
  void withLeaksTheTestSideHasASay() {
    for (Baseline detector : List.of(Baseline.KD, Baseline.QFEAT)) {
      Leak leak = detector == Baseline.KD ? Leak.SCORED_REFERENCE : Leak.SCALED_TOGETHER;
      Trial.Scores before = new Trial(Protocol.only(leak), detector, nothingToSee).scores(1);
      String patient = before.clean().get(0).patient();

      Trial.Scores after =
          new Trial(Protocol.only(leak), detector, disfigured(nothingToSee, patient)).scores(1);

      assertNotEquals(others(before, patient), others(after, patient), detector.code());
    }
  }

  @Test
  void noPatientStandsOnBothSidesUnlessImagesAreSplit() {
    Trial.Scores scores = new Trial(Protocol.LEAK_FREE, Baseline.DFEAT, nothingToSee).scores(3);

    assertEquals(patients(scores.clean()), patients(scores.attacked()));
    assertEquals(IMAGES / 5, patients(scores.clean()).size());
  }

  @Test
  void transferThatReusesCleanImagesScoresAllOfThem() {
    AttackedImages other =
        new AttackedImages(
            "PGD", nothingToSee.source().looks(), nothingToSee.source().successful());
    Setting transfer = new Setting(nothingToSee.clean(), nothingToSee.source(), other, 1);

    assertEquals(
        IMAGES,
        new Trial(Protocol.only(Leak.TRANSFER_REUSES_CLEAN), Baseline.DFEAT, transfer)
            .scores(1)
            .clean()
            .size());
    assertEquals(
        IMAGES / 5,
        new Trial(Protocol.LEAK_FREE, Baseline.DFEAT, transfer).scores(1).clean().size());
    assertTrue(auc(Protocol.only(Leak.TRANSFER_REUSES_CLEAN), Baseline.DFEAT, transfer) > 0.95);
    assertEquals(0.5, auc(Protocol.LEAK_FREE, Baseline.DFEAT, transfer), 0.09);
  }

  @Test
  void misreadImagesAndFailedAttacksCountAsTheProtocolSays() {
    CleanImages clean = nothingToSee.clean();
    List<Boolean> successful = new ArrayList<>(Collections.nCopies(IMAGES, true));
    Collections.fill(successful.subList(0, 50), false);
    AttackedImages attacked = new AttackedImages("FGSM", nothingToSee.source().looks(), successful);
    Set<String> misread = Set.of(clean.scored().get(0).image(), clean.scored().get(1).image());
    Setting setting =
        new Setting(
            new CleanImages(clean.reference(), clean.scored(), misread), attacked, attacked, 1);

    Trial leaky = new Trial(Protocol.LEAKY, Baseline.DFEAT, setting);
    Trial leakFree = new Trial(Protocol.LEAK_FREE, Baseline.DFEAT, setting);

    assertEquals(IMAGES - 2, leaky.clean());
    assertEquals(IMAGES, leaky.attacked());
    assertEquals(IMAGES, leakFree.clean());
    assertEquals(IMAGES - 50, leakFree.attacked());
  }

  @Test
  void onlyLeaksThatCanChangeANumberAreCompared() {
    assertEquals(
        List.of(
            "leaky",
            "without-scored-reference",
            "without-split-by-image",
            "without-misread-left-out",
            "without-failed-count",
            "only-scored-reference",
            "only-split-by-image",
            "only-misread-left-out",
            "only-failed-count",
            "leak-free"),
        Protocol.compared(Baseline.KD, nothingToSee).stream().map(Protocol::name).toList());
  }

  private static double auc(Protocol protocol, Baseline detector, Setting setting) {
    Trial trial = new Trial(protocol, detector, setting);
    return LongStream.range(0, SPLITS).mapToDouble(trial::auc).average().orElseThrow();
  }

  private static Map<String, List<Scored>> others(Trial.Scores scores, String patient) {
    return Stream.concat(scores.clean().stream(), scores.attacked().stream())
        .filter(scored -> !scored.patient().equals(patient))
        .collect(Collectors.groupingBy(Scored::patient));
  }

  private static Set<String> patients(List<Scored> scored) {
    return scored.stream().map(Scored::patient).collect(Collectors.toSet());
  }

  /** All images of a patient replaced by something else. */
  private static Setting disfigured(Setting setting, String patient) {
    List<Look> attacked = disfigured(setting.source().looks(), patient);
    AttackedImages source =
        new AttackedImages(setting.source().attack(), attacked, setting.source().successful());
    CleanImages clean = setting.clean();
    return new Setting(
        new CleanImages(clean.reference(), disfigured(clean.scored(), patient), clean.misread()),
        source,
        source,
        setting.attackedShare());
  }

  private static List<Look> disfigured(List<Look> looks, String patient) {
    return looks.stream()
        .map(
            look ->
                look.patient().equals(patient)
                    ? look(look.image(), patient, features(new Random(99), 5))
                    : look)
        .toList();
  }

  /**
   * @param twins whether an attacked image is its clean one, moved by a hundredth; otherwise it is
   *     drawn anew
   */
  private static Setting setting(double deviation, boolean twins, double attackedShare) {
    Random random = new Random(7);
    List<Look> reference = new ArrayList<>();
    List<Look> clean = new ArrayList<>();
    List<Look> attacked = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      reference.add(look("r" + i, "other-" + i, features(random, deviation)));
      double[] features = features(random, deviation);
      double[] moved = features(random, twins ? deviation / 100 : deviation);
      clean.add(look("c" + i, "patient-" + i, features));
      Arrays.setAll(moved, j -> moved[j] + (twins ? features[j] : 0));
      attacked.add(look("c" + i, "patient-" + i, moved));
    }
    AttackedImages images = new AttackedImages("FGSM", attacked, Collections.nCopies(IMAGES, true));
    return new Setting(new CleanImages(reference, clean, Set.of()), images, images, attackedShare);
  }

  private static double[] features(Random random, double deviation) {
    return random.doubles(SIZE).map(any -> deviation * random.nextGaussian()).toArray();
  }

  /** One tap, which is the penultimate vector; the network predicts class 0 of 2. */
  private static Look look(String image, String patient, double[] features) {
    double[] deep = new double[SIZE + 2];
    deep[1] = 2;
    System.arraycopy(features, 0, deep, 2, SIZE);
    double[] taps = new double[SIZE + 2];
    taps[1] = SIZE;
    System.arraycopy(features, 0, taps, 2, SIZE);
    return new Look(image, patient, deep, taps);
  }
}
