package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.ThreatModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What disguises and pursuits are for, on a network whose gradients are known. */
class EvasiveDescentTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, 3, 3);
  private static final ThreatModel THREAT = ThreatModel.linfLevels(6);
  private static final Knowledge KNOWLEDGE = InformedAttackerContractTest.knowledge();

  private final float[][] images = images();
  private final List<Goal> goals = goals();
  private final float[][] pgd = Attacks.named("PGD").perturb(MODEL, images, goals, THREAT, 1);

  @ParameterizedTest
  @EnumSource(
      names = {
        "THROUGH_DETECTOR_WEIGHTED",
        "THROUGH_DETECTOR_SELECTIVE",
        "THROUGH_DETECTOR_ORTHOGONAL",
        "THROUGH_DETECTOR_CONSTRAINED",
        "THROUGH_DETECTOR_AND_FEATURES"
      })
  void throughTheDetectorItEndsLessSuspiciousThanPgdWhereBothSucceed(InformedAttacker attacker) {
    assertLess(KNOWLEDGE.detector(), attacker, 0.9);
  }

  @ParameterizedTest
  @EnumSource(names = "FEATURE_MATCHING")
  void featureMatchingEndsNearerToItsGuideThanPgd(InformedAttacker attacker) {
    assertLess(new GuideDisguise(KNOWLEDGE.clean()), attacker, 0.9);
  }

  @ParameterizedTest
  @EnumSource(names = "HIERARCHICAL_FEATURES")
  void theFeatureConstraintEndsNearerToTheTargetsGaussiansThanPgd(InformedAttacker attacker) {
    assertLess(KNOWLEDGE.mixtures(64), attacker, 0.9);
  }

  /** On average over the images on which both succeed, which are most of those of PGD. */
  private void assertLess(Disguise disguise, InformedAttacker attacker, double share) {
    float[][] evading = attacker.fit(KNOWLEDGE, 60, 1).perturb(MODEL, images, goals, THREAT, 1);

    double ofPgd = 0;
    double ofEvading = 0;
    int both = 0;
    int pgdAlone = 0;
    for (int n = 0; n < images.length; n++) {
      boolean reached = reached(n, evading[n]);
      if (reached(n, pgd[n])) {
        both += reached ? 1 : 0;
        pgdAlone += reached ? 0 : 1;
        ofPgd += reached ? suspicion(disguise, n, pgd[n]) : 0;
        ofEvading += reached ? suspicion(disguise, n, evading[n]) : 0;
      }
    }
    assertTrue(both > 5 && pgdAlone <= both / 5, both + " and " + pgdAlone);
    assertTrue(ofEvading < share * ofPgd, ofEvading / both + " of " + ofPgd / both);
  }

  /** A file that is handed in counts, not the floats on the way to it. */
  @ParameterizedTest
  @EnumSource
  void moreStepsAreNeverWorseOnAverage(Pursuit pursuit) {
    EvasiveDescent few = descent(pursuit, 1);
    EvasiveDescent many = descent(pursuit, 60);

    int fewReached = count(few);
    int manyReached = count(many);

    assertTrue(manyReached >= fewReached, manyReached + " after " + fewReached);
    assertEquals(pursuit, many.pursuit());
  }

  /** Of all files that were looked at, whichever descent it was. */
  @ParameterizedTest
  @EnumSource
  void theBestFileIsHandedInAndEveryStepIsLookedAt(Pursuit pursuit) {
    Watched watched = new Watched(KNOWLEDGE.detector(), new ArrayList<>());
    var attack = new EvasiveDescent("watched", watched, pursuit, 1, 20, 3, 0.3, 0.1);

    float[][] perturbed = attack.perturb(MODEL, images, goals, THREAT, 1);

    assertEquals(images.length, watched.looks().size());
    for (int n = 0; n < images.length; n++) {
      List<Look> looks = watched.looks().get(n);
      assertEquals(3 * (20 + 1), looks.size());
      Levels handedIn = Levels.quantise(GREY, perturbed[n]);
      Finding own =
          looks.stream()
              .filter(each -> each.file().equals(handedIn))
              .findFirst()
              .orElseThrow()
              .found();
      looks.forEach(each -> assertFalse(each.found().betterThan(own), each + " before " + own));
    }
  }

  private record Look(Levels file, Finding found) {}

  /** Another disguise, and all looks at each image. */
  private record Watched(Disguise disguise, List<List<Look>> looks) implements Disguise {
    @Override
    public List<View> views() {
      return disguise.views();
    }

    @Override
    public Suspicion of(Goal goal, float[] cleanRow) {
      List<Look> own = new ArrayList<>();
      looks.add(own);
      Suspicion suspicion = disguise.of(goal, cleanRow);
      return appearance -> {
        Suspicion.Judgement judgement = suspicion.of(appearance);
        double margin = goal.margin(Arrays.copyOf(appearance.rows()[0], MODEL.classes()));
        double value = judgement.value();
        float[] none = {};
        own.add(new Look(appearance.file(), new Finding(margin, value, value, none, none)));
        return judgement;
      };
    }
  }

  private static EvasiveDescent descent(Pursuit pursuit, int steps) {
    return new EvasiveDescent("descent", KNOWLEDGE.detector(), pursuit, 1, steps, 1, 0.15, 0.5);
  }

  private int count(EvasiveDescent attack) {
    float[][] perturbed = attack.perturb(MODEL, images, goals, THREAT, 1);
    int reached = 0;
    for (int n = 0; n < images.length; n++) {
      reached += reached(n, perturbed[n]) ? 1 : 0;
    }
    return reached;
  }

  private boolean reached(int n, float[] image) {
    return goals.get(n).reached(MODEL.logitsOfFiles(new float[][] {image})[0]);
  }

  private double suspicion(Disguise disguise, int n, float[] image) {
    float[] cleanRow = MODEL.rows(new float[][] {images[n]})[0];
    Suspicion suspicion = disguise.of(goals.get(n), cleanRow);
    var question = new Probe.Question(image, goals.get(n), suspicion);
    return new Probe(MODEL, disguise).look(List.of(question)).get(0).suspicion();
  }

  private static float[][] images() {
    Random random = new Random(21);
    float[][] images = new float[40][GREY.size()];
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (100 + random.nextInt(60)) / 255f;
      }
    }
    return images;
  }

  private List<Goal> goals() {
    List<Goal> chosen = new ArrayList<>();
    for (float[] logits : MODEL.logits(images)) {
      int label = 0;
      for (int k = 1; k < logits.length; k++) {
        label = logits[k] > logits[label] ? k : label;
      }
      float[] others = logits.clone();
      others[label] = Float.NEGATIVE_INFINITY;
      int rival = 0;
      for (int k = 1; k < others.length; k++) {
        rival = others[k] > others[rival] ? k : rival;
      }
      chosen.add(new Goal(label, OptionalInt.of(rival)));
    }
    return chosen;
  }
}
