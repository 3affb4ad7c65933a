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
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final int IMAGES = 3;
  private static final long SEED = 7;

  /** An attack, a norm, the size of its perturbation in levels of 255, and goals. */
  record Case(Attack attack, Norm norm, double levels, int classes, boolean targeted) {
    AnalyticWhiteBox wavy() {
      return AnalyticWhiteBox.wavy(GREY, classes, 3);
    }

    AnalyticWhiteBox linear() {
      return AnalyticWhiteBox.linear(GREY, classes, 3);
    }

    ThreatModel threat() {
      return ThreatModel.levels(norm, levels, GREY);
    }

    List<Goal> goals() {
      return IntStream.range(0, IMAGES)
          .mapToObj(
              i ->
                  targeted
                      ? Goal.targeted(i % classes, (i + 1) % classes)
                      : Goal.untargeted(i % classes))
          .toList();
    }

    boolean seesDecisionsOnly() {
      return attack instanceof HopSkipJump || attack instanceof BoundaryAttack;
    }

    float[][] perturb(WhiteBoxModel model) {
      return attack.perturb(model, images(), goals(), threat(), SEED);
    }

    @Override
    public String toString() {
      return attack.name()
          + (targeted ? " to a target" : "")
          + (" by " + norm + " " + levels + "/255, " + classes + " classes");
    }
  }

  static Stream<Case> cases() {
    return Attacks.ALL.stream()
        .flatMap(attack -> Stream.of(0.5, 1.0, 4.0).flatMap(levels -> cases(attack, levels)));
  }

  static Stream<Case> casesAtOneLevel() {
    return Attacks.ALL.stream().flatMap(attack -> cases(attack, 1));
  }

  /** Files are attacked by the largest change, untargeted. */
  static Stream<Case> casesOfFiles() {
    return cases().filter(each -> each.norm() == Norm.LINF && !each.targeted());
  }

  /** The papers' descents hand out their last point; the others keep the best they saw. */
  static Stream<Case> casesThatKeepTheBest() {
    return casesAtOneLevel()
        .filter(each -> !(each.attack() instanceof GradientDescent))
        .filter(each -> !(each.attack() instanceof LowConfidence));
  }

  static Stream<Case> casesByQuestions() {
    return cases().filter(each -> each.attack() instanceof QueryAttack);
  }

  static Stream<Case> casesByDecisions() {
    return casesAtOneLevel().filter(Case::seesDecisionsOnly);
  }

  private static Stream<Case> cases(Attack attack, double levels) {
    return Stream.of(2, 4)
        .filter(classes -> classes >= attack.minimumClasses())
        .flatMap(
            classes ->
                Stream.of(Norm.values())
                    .flatMap(
                        norm ->
                            Stream.of(false, true)
                                .map(to -> new Case(attack, norm, levels, classes, to))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void perturbedIntensitiesStayInTheThreatModelAndInRange(Case each) {
    float[][] images = images();

    float[][] perturbed =
        each.attack().perturb(each.wavy(), images, each.goals(), each.threat(), SEED);

    assertArrayEquals(images(), images, "the clean images were changed");
    for (int n = 0; n < IMAGES; n++) {
      assertNotSame(images[n], perturbed[n], "the clean array itself was handed out");
      double size = each.norm().distance(images[n], perturbed[n]);
      assertTrue(size <= each.threat().epsilon() * (1 + 1e-6) + 1e-7, "size " + size);
      for (float value : perturbed[n]) {
        assertTrue(value >= 0 && value <= 1, "intensity " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("casesOfFiles")
  void noSampleOfTheFileChangesByMoreThanEpsilonRoundedUp(Case each) {
    List<Sample> clean = samples(each.classes());

    List<Sample> attacked =
        new Attacker(each.linear(), SEED).perturb(each.attack(), each.levels(), clean);

    for (int n = 0; n < IMAGES; n++) {
      int largest = largestChange(clean.get(n).image(), attacked.get(n).image());
      assertTrue(largest <= Math.ceil(each.levels()), "changed by " + largest);
    }
  }

  @ParameterizedTest
  @MethodSource("casesAtOneLevel")
  void anImageIsPerturbedTheSameAgainAndAloneAndInAnyOrder(Case each) {
    float[][] together = each.perturb(each.wavy());
    List<Integer> order = new ArrayList<>(IntStream.range(0, IMAGES).boxed().toList());
    Collections.reverse(order);
    Selection turned = new Selection(order);

    float[][] reversed =
        each.attack()
            .perturb(
                each.wavy(), turned.of(images()), turned.of(each.goals()), each.threat(), SEED);

    assertArrayEquals(together, each.perturb(each.wavy()));
    for (int n = 0; n < IMAGES; n++) {
      Selection one = new Selection(List.of(n));
      float[][] alone =
          each.attack()
              .perturb(each.wavy(), one.of(images()), one.of(each.goals()), each.threat(), SEED);
      assertArrayEquals(together[n], alone[0]);
      assertArrayEquals(together[n], reversed[IMAGES - 1 - n]);
    }
  }

  @ParameterizedTest
  @MethodSource("casesAtOneLevel")
  void anAttackSaysAboutHowOftenItWillAsk(Case each) {
    CountingModel model = new CountingModel(each.wavy());

    each.perturb(model);

    double said = IMAGES * each.attack().passes(each.classes());
    assertTrue(model.passes() <= 1.3 * said + 10 * IMAGES, model.passes() + " for " + said);
    if (each.attack() instanceof GradientDescent descent && descent.confidence() > 100) {
      assertTrue(model.passes() >= said, model.passes() + " for " + said);
    }
  }

  /**
   * Attacks that see decisions only cannot tell which of two images that are answered alike is
   * better; the others must not lose margin.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void theAttackIsAtLeastAsGoodAsDoingNothingOnALinearModel(Case each) {
    AnalyticWhiteBox model = each.linear();

    float[][] after = model.logits(each.perturb(model));

    assertAtLeastAsGood(each, model.logits(images()), after);
  }

  @ParameterizedTest
  @MethodSource("casesThatKeepTheBest")
  void theAttackIsAtLeastAsGoodAsDoingNothingWhereGradientsMislead(Case each) {
    AnalyticWhiteBox model = each.wavy();

    float[][] after = model.logits(each.perturb(model));

    assertAtLeastAsGood(each, model.logits(images()), after);
  }

  private static void assertAtLeastAsGood(Case each, float[][] before, float[][] after) {
    for (int n = 0; n < IMAGES; n++) {
      Goal goal = each.goals().get(n);
      if (each.seesDecisionsOnly()) {
        assertTrue(goal.reached(after[n]) || !goal.reached(before[n]));
      } else {
        double lost = goal.margin(before[n]) - goal.margin(after[n]);
        assertTrue(lost <= 1e-6, "lost " + lost);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("casesByQuestions")
  void anAttackByQuestionsKeepsItsBudgetAndCountsRight(Case each) {
    QueryAttack attack = (QueryAttack) each.attack();
    CountingClassifier model = CountingClassifier.answeringLogits(each.linear());

    var result = attack.query(model, images(), each.goals(), each.threat(), SEED);

    assertEquals(model.questions(), Arrays.stream(result.queries()).sum());
    for (int queries : result.queries()) {
      assertTrue(queries >= 1 && queries <= attack.budget(), queries + " questions");
    }
  }

  @ParameterizedTest
  @MethodSource("casesByDecisions")
  void whatSeesDecisionsOnlyNeedsNoMoreThanClasses(Case each) {
    QueryAttack attack = (QueryAttack) each.attack();
    var classes = CountingClassifier.answeringClasses(each.linear());

    float[][] seeing =
        attack.query(each.linear(), images(), each.goals(), each.threat(), SEED).images();
    float[][] blind = attack.query(classes, images(), each.goals(), each.threat(), SEED).images();

    assertArrayEquals(seeing, blind);
  }

  @Test
  void anotherSeedGivesOtherBytesExactlyWhereThereIsARandomStart() {
    for (Attack attack : Attacks.ALL) {
      if (attack instanceof GradientDescent descent) {
        Case each = new Case(attack, Norm.LINF, 1, 2, false);
        float[][] other =
            attack.perturb(each.wavy(), images(), each.goals(), each.threat(), SEED + 1);

        boolean same = Arrays.deepEquals(each.perturb(each.wavy()), other);
        assertEquals(descent.randomStarts() == 0, same, attack.name());
      }
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
    var refusal = assertThrows(RefusedException.class, () -> Attacks.named("DEEPFOOL"));

    assertTrue(refusal.getMessage().contains("'DEEPFOOL'"));
    Attacks.ALL.forEach(attack -> assertTrue(refusal.getMessage().contains(attack.name())));
    assertFalse(refusal.getMessage().contains("\n"));
  }

  @Test
  void anAttackThatIsNotDefinedForSoFewClassesIsRefusedInOneLine() {
    Case each = new Case(Attacks.named("APGD-T"), Norm.LINF, 1, 2, false);

    var refusal = assertThrows(RefusedException.class, () -> each.perturb(each.linear()));

    assertTrue(refusal.getMessage().contains("'APGD-T'"));
    assertTrue(refusal.getMessage().contains("4 classes, this one has 2"));
    assertFalse(refusal.getMessage().contains("\n"));
    assertThrows(RefusedException.class, () -> each.attack().checkClasses(3));
    each.attack().checkClasses(4);
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
