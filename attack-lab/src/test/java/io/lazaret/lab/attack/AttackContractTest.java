package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.study.Attacker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every attack promises, whatever the model: the threat model, purity, reproducibility. */
class AttackContractTest {
  private static final Geometry GREY = new Geometry(1, 12, 9);
  private static final int IMAGES = 5;
  private static final long SEED = 7;

  /** An attack, the size of its perturbation in levels of 255, and a model of some classes. */
  record Case(Attack attack, double levels, int classes) {
    AnalyticWhiteBox model() {
      return AnalyticWhiteBox.wavy(GREY, classes, 3);
    }

    ThreatModel threat() {
      return ThreatModel.linfLevels(levels);
    }

    int[] labels() {
      return IntStream.range(0, IMAGES).map(i -> i % classes).toArray();
    }

    @Override
    public String toString() {
      return attack.name() + " at " + levels + "/255, " + classes + " classes";
    }
  }

  static Stream<Case> cases() {
    return Attacks.ALL.stream()
        .flatMap(
            attack ->
                Stream.of(0.5, 1.0, 2.0, 4.0)
                    .flatMap(
                        levels ->
                            Stream.of(2, 4).map(classes -> new Case(attack, levels, classes))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noSampleOfTheFileChangesByMoreThanEpsilonRoundedUp(Case each) {
    List<Sample> clean = samples(each.classes());
    AnalyticWhiteBox linear = AnalyticWhiteBox.linear(GREY, each.classes(), 3);

    for (boolean flat : new boolean[] {true, false}) {
      AnalyticWhiteBox model = flat ? linear : each.model();
      List<Sample> attacked =
          new Attacker(model, SEED).perturb(each.attack(), each.levels(), clean);

      for (int n = 0; n < IMAGES; n++) {
        int largest = largestChange(clean.get(n).image(), attacked.get(n).image());
        assertTrue(largest <= Math.ceil(each.levels()), "changed by " + largest);
        assertTrue(largest > 0 || !flat, "nothing changed");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void perturbedIntensitiesStayInTheThreatModelAndInRange(Case each) {
    float[][] images = images();

    float[][] perturbed =
        each.attack().perturb(each.model(), images, each.labels(), each.threat(), SEED);

    for (int n = 0; n < IMAGES; n++) {
      assertTrue(Norm.LINF.distance(images[n], perturbed[n]) <= each.threat().epsilon() + 1e-7);
      for (float value : perturbed[n]) {
        assertTrue(value >= 0 && value <= 1, "intensity " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCleanImagesAndLabelsAreLeftUntouched(Case each) {
    float[][] images = images();
    int[] labels = each.labels();

    float[][] perturbed = each.attack().perturb(each.model(), images, labels, each.threat(), SEED);

    assertArrayEquals(images(), images);
    assertArrayEquals(each.labels(), labels);
    for (int n = 0; n < IMAGES; n++) {
      assertNotSame(images[n], perturbed[n], "the clean array itself was handed out");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSameSeedGivesTheSameBytes(Case each) {
    assertArrayEquals(perturb(each, SEED), perturb(each, SEED));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anotherSeedGivesOtherBytesExactlyWhereThereIsARandomStart(Case each) {
    boolean random = each.attack() instanceof GradientDescent descent && descent.randomStart();

    assertEquals(random, !Arrays.deepEquals(perturb(each, SEED), perturb(each, SEED + 1)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anImageIsPerturbedTheSameAloneAndInAnyOrder(Case each) {
    float[][] together = perturb(each, SEED);
    List<Integer> order = new ArrayList<>(IntStream.range(0, IMAGES).boxed().toList());
    Collections.reverse(order);
    float[][] turned = order.stream().map(i -> images()[i]).toArray(float[][]::new);
    int[] turnedLabels = order.stream().mapToInt(i -> each.labels()[i]).toArray();

    float[][] reversed =
        each.attack().perturb(each.model(), turned, turnedLabels, each.threat(), SEED);

    for (int n = 0; n < IMAGES; n++) {
      float[][] alone =
          each.attack()
              .perturb(
                  each.model(),
                  new float[][] {images()[n]},
                  new int[] {each.labels()[n]},
                  each.threat(),
                  SEED);
      assertArrayEquals(together[n], alone[0]);
      assertArrayEquals(together[n], reversed[IMAGES - 1 - n]);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theLossRisesOnALinearModel(Case each) {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, each.classes(), 3);

    float[][] perturbed =
        each.attack().perturb(model, images(), each.labels(), each.threat(), SEED);

    float[][] before = model.logits(images());
    float[][] after = model.logits(perturbed);
    for (int n = 0; n < IMAGES; n++) {
      int label = each.labels()[n];
      assertTrue(
          Loss.CROSS_ENTROPY.value(after[n], label) > Loss.CROSS_ENTROPY.value(before[n], label));
    }
  }

  @Test
  void everyAttackIsFoundByItsNameAndNamesAreUnique() {
    for (Attack attack : Attacks.ALL) {
      assertEquals(attack, Attacks.named(attack.name()));
      assertEquals(attack, Attacks.named(attack.name().toLowerCase(Locale.ROOT)));
    }
    assertEquals(Attacks.ALL.size(), Attacks.ALL.stream().map(Attack::name).distinct().count());
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    var refusal = assertThrows(RefusedException.class, () -> Attacks.named("SQUARE"));

    assertTrue(refusal.getMessage().contains("'SQUARE'"));
    Attacks.ALL.forEach(attack -> assertTrue(refusal.getMessage().contains(attack.name())));
    assertFalse(refusal.getMessage().contains("\n"));
  }

  private static float[][] perturb(Case each, long seed) {
    return each.attack().perturb(each.model(), images(), each.labels(), each.threat(), seed);
  }

  /** Images of random levels; black and white are among them, where the range ends. */
  private static float[][] images() {
    return samples(2).stream().map(s -> s.image().intensities()).toArray(float[][]::new);
  }

  private static List<Sample> samples(int classes) {
    Random random = new Random(11);
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < IMAGES; n++) {
      byte[] levels = new byte[GREY.size()];
      random.nextBytes(levels);
      levels[0] = 0;
      levels[1] = (byte) 255;
      samples.add(new Sample("image-" + n, "patient-" + n, n % classes, new Levels(GREY, levels)));
    }
    return samples;
  }

  private static int largestChange(Levels before, Levels after) {
    return IntStream.range(0, before.geometry().size())
        .map(i -> Math.abs(before.level(i) - after.level(i)))
        .max()
        .orElseThrow();
  }
}
