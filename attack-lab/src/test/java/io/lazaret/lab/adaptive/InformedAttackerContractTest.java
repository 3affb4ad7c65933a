package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.view.View;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.CountingModel;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Norm;
import io.lazaret.lab.attack.ThreatModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every informed attacker promises: the threat model, purity, reproducibility. */
class InformedAttackerContractTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final int CLASSES = 3;
  private static final int IMAGES = 3;
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, CLASSES, 3);

  record Case(InformedAttacker attacker, Norm norm, double levels, boolean targeted) {
    Attack attack() {
      return attacker.fit(knowledge(), 12, 2);
    }

    ThreatModel threat() {
      return ThreatModel.levels(norm, levels, GREY);
    }

    List<Goal> goals() {
      return IntStream.range(0, IMAGES)
          .mapToObj(i -> targeted ? Goal.targeted(i, (i + 1) % CLASSES) : Goal.untargeted(i))
          .toList();
    }

    float[][] perturb(float[][] images, List<Goal> goals) {
      return attack().perturb(MODEL, images, goals, threat(), 7);
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(InformedAttacker.values())
        .flatMap(
            attacker ->
                Arrays.stream(Norm.values())
                    .flatMap(
                        norm ->
                            Stream.of(0.5, 1.0, 2.0)
                                .flatMap(
                                    levels ->
                                        Stream.of(false, true)
                                            .map(to -> new Case(attacker, norm, levels, to)))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void perturbedIntensitiesStayInTheThreatModelAndInRange(Case each) {
    float[][] images = images(11, IMAGES);

    float[][] perturbed = each.perturb(images, each.goals());

    assertArrayEquals(images(11, IMAGES), images, "the clean images were changed");
    for (int n = 0; n < IMAGES; n++) {
      double size = each.norm().distance(images[n], perturbed[n]);
      assertTrue(size <= each.threat().epsilon() * (1 + 1e-6) + 1e-7, "size " + size);
      for (float value : perturbed[n]) {
        assertTrue(value >= 0 && value <= 1, "intensity " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anImageIsPerturbedTheSameAgainAndAlone(Case each) {
    float[][] together = each.perturb(images(11, IMAGES), each.goals());

    assertArrayEquals(together, each.perturb(images(11, IMAGES), each.goals()));
    for (int n = 0; n < IMAGES; n++) {
      float[][] alone =
          each.perturb(new float[][] {images(11, IMAGES)[n]}, each.goals().subList(n, n + 1));
      assertArrayEquals(together[n], alone[0]);
    }
  }

  /** Sparse flips stop early. */
  @ParameterizedTest
  @EnumSource
  void itSaysAboutHowOftenItWillAsk(InformedAttacker attacker) {
    CountingModel model = new CountingModel(MODEL);
    Case each = new Case(attacker, Norm.LINF, 1, false);
    Attack attack = each.attack();
    int views = knowledge().views().size();

    attack.perturb(model, images(11, IMAGES), each.goals(), each.threat(), 7);

    double said = IMAGES * attacker.passes(12, attacker.descents(2), views, false);
    boolean early = attacker == InformedAttacker.SPARSE_FLIPS;
    assertEquals(said, IMAGES * attack.passes(CLASSES));
    assertTrue(model.passes() <= said + IMAGES, model.passes() + " for " + said);
    assertTrue(early || model.passes() >= said, model.passes() + " for " + said);
  }

  @ParameterizedTest
  @EnumSource
  void itIsFoundByItsName(InformedAttacker attacker) {
    assertEquals(attacker, InformedAttacker.named(attacker.code()));
    assertEquals(attacker.code(), attacker.fit(knowledge(), 1, 1).name());
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    var refusal = assertThrows(RefusedException.class, () -> InformedAttacker.named("genius"));

    assertTrue(refusal.getMessage().contains("'genius'; known are feature-matching, "));
    assertFalse(refusal.getMessage().contains("\n"));
  }

  static Knowledge knowledge() {
    List<View> views = List.of(Views.named("gaussian-0.7"), Views.named("median-3"));
    int numbers = Statistics.PREDICTION.size(MODEL.layout(), views.size());
    LinearModel score =
        new LinearModel(
            Collections.nCopies(numbers, 0.0),
            Collections.nCopies(numbers, 1.0),
            // suspicious is what lies near, loses its margin, changes sides and moves
            IntStream.range(0, numbers).mapToObj(i -> i % 4 == 3 ? -0.3 : 0.3).toList(),
            0);
    return new Knowledge(
        CleanReference.of(MODEL, images(5, 60)),
        views,
        new Detector("consistency", Statistics.PREDICTION, score),
        new double[2][numbers],
        -100,
        1);
  }

  /** Images of random levels; black and white are among them, where the range ends. */
  private static float[][] images(long seed, int count) {
    Random random = new Random(seed);
    float[][] images = new float[count][GREY.size()];
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextInt(256) / 255f;
      }
      image[0] = 0;
      image[1] = 1;
    }
    return images;
  }
}
