package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UniversalPerturbationTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final int IMAGES = 30;
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, 2, 5);
  private static final List<Integer> LABELS = Collections.nCopies(IMAGES, predicted());
  private static final List<Goal> GOALS = LABELS.stream().map(Goal::untargeted).toList();
  private static final UniversalFit FIT = new UniversalFit("universal", 5, 7, 0.2);

  /** On a linear model all images of a class share one steepest direction. */
  @ParameterizedTest
  @EnumSource
  void itRaisesTheMarginOfImagesItHasNotSeen(Norm norm) {
    ThreatModel threat = threat(norm);
    float[][] unseen = images(2);

    UniversalPerturbation attack =
        FIT.fit(MODEL, images(1), LABELS, OptionalInt.empty(), threat, 3);

    float[][] perturbed = attack.perturb(MODEL, unseen, GOALS, threat, 0);
    float[] gradient = MODEL.gradient(unseen, GOALS, Loss.MARGIN).byImage()[0];
    double most = threat.epsilon() * norm.dual(gradient);
    for (int i = 0; i < IMAGES; i++) {
      double risen = margin(perturbed[i]) - margin(unseen[i]);
      assertTrue(risen > 0.95 * most && risen < 1.0001 * most, risen + " of " + most);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyImageIsChangedAlikeAndWithinTheThreatModel(Norm norm) {
    ThreatModel threat = threat(norm);
    ThreatModel smaller = new ThreatModel(norm, threat.epsilon() / 3);
    UniversalPerturbation attack =
        FIT.fit(MODEL, images(1), LABELS, OptionalInt.empty(), threat, 3);
    float[] nothing = new float[GREY.size()];
    assertTrue(norm.distance(attack.perturbation(), nothing) <= threat.epsilon() * 1.00001);

    for (ThreatModel each : List.of(threat, smaller)) {
      float[][] images = images(2);
      float[][] perturbed = attack.perturb(MODEL, images, GOALS, each, 0);
      for (int i = 0; i < IMAGES; i++) {
        assertTrue(norm.distance(perturbed[i], images[i]) <= each.epsilon() + 1e-6);
        for (int j = 0; j < nothing.length; j++) {
          double first = perturbed[0][j] - images[0][j];
          assertEquals(first, perturbed[i][j] - images[i][j], 1e-5, "the images are mid-grey");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedFitsTheSame(Norm norm) {
    assertArrayEquals(
        FIT.fit(MODEL, images(1), LABELS, OptionalInt.empty(), threat(norm), 3).perturbation(),
        FIT.fit(MODEL, images(1), LABELS, OptionalInt.empty(), threat(norm), 3).perturbation());
  }

  /** Of two classes the other one is the only way out, so that both fits are the same. */
  @ParameterizedTest
  @EnumSource
  void towardsAClassItWantsThatOneOfEveryImage(Norm norm) {
    ThreatModel threat = threat(norm);
    OptionalInt other = OptionalInt.of(1 - LABELS.get(0));

    UniversalPerturbation attack = FIT.fit(MODEL, images(1), LABELS, other, threat, 3);

    assertEquals(new Goal(LABELS.get(0), other), attack.goal(LABELS.get(0), new float[2]));
    assertEquals(threat, attack.threat(2, GREY));
    assertArrayEquals(
        FIT.fit(MODEL, images(1), LABELS, OptionalInt.empty(), threat, 3).perturbation(),
        attack.perturbation());
  }

  private static ThreatModel threat(Norm norm) {
    return ThreatModel.levels(norm, 2, GREY);
  }

  private static double margin(float[] image) {
    return GOALS.get(0).margin(MODEL.logits(new float[][] {image})[0]);
  }

  /** Mid-grey images, all of which the model reads alike. */
  private static float[][] images(long seed) {
    Random random = new Random(seed);
    float[][] images = new float[IMAGES][GREY.size()];
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = 0.45f + 0.1f * random.nextFloat();
      }
    }
    return images;
  }

  private static int predicted() {
    float[] grey = new float[GREY.size()];
    Arrays.fill(grey, 0.5f);
    return Loss.order(MODEL.logits(new float[][] {grey})[0])[0];
  }
}
