package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.Resampling;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On a linear model of two classes the answers are known: the strongest perturbation of a size is a
 * corner of the cube or a point of the sphere, the smallest one that crosses the boundary is the
 * margin over the dual norm of the gradient.
 */
class LinearModelAttackTest {
  private static final Geometry GREY = new Geometry(1, 8, 8);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, 2, 5);

  static List<Attack> strongest() {
    return Stream.of("FGSM", "BIM", "PGD", "MI-FGSM", "CW-Linf", "APGD-CE", "APGD-margin")
        .map(Attacks::named)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("strongest")
  void theAttackEndsInTheCornerTowardsTheOtherClass(Attack attack) {
    float[] image = image(0, 1);
    ThreatModel threat = ThreatModel.linfLevels(2);
    for (int label = 0; label < 2; label++) {

      float[] perturbed = perturb(attack, image, Goal.untargeted(label), threat);

      for (int i = 0; i < image.length; i++) {
        double corner = Math.max(0, Math.min(1, image[i] + threat.epsilon() * towards(label, i)));
        assertEquals(corner, perturbed[i], 1e-6, "sample " + i);
      }
    }
  }

  /** Random starts forget where they began only little by little, hence the tenth. */
  @ParameterizedTest
  @MethodSource("strongest")
  void byLengthTheMarginRisesByEpsilonTimesTheGradientsLength(Attack attack) {
    float[] image = image(0.3, 0.7);
    ThreatModel threat = ThreatModel.l2Levels(2, GREY);
    Goal goal = Goal.targeted(0, 1);

    float[] perturbed = perturb(attack, image, goal, threat);

    double most = threat.epsilon() * Norm.L2.dual(gradient(0));
    double risen = margin(goal, perturbed) - margin(goal, image);
    assertTrue(risen > 0.9 * most && risen < 1.0001 * most, risen + " of " + most);
  }

  /** The corner of the grid: its points stand for the samples that they are interpolated to. */
  @Test
  void amongSmoothChangesTheMarginRisesByEpsilonTimesTheGridsGradient() {
    SmoothDescent attack = (SmoothDescent) Attacks.named("LF-PGD");
    float[] image = image(0.3, 0.7);
    ThreatModel threat = ThreatModel.linfLevels(2);
    Goal goal = Goal.targeted(0, 1);
    int points = GREY.height() / attack.cell();
    Resampling interpolation =
        ResampleKernel.BILINEAR.resampling(points, points, GREY.height(), GREY.width());
    float[] corner = interpolation.transposed(gradient(0));
    double most = threat.epsilon() * Norm.LINF.dual(corner);
    Norm.LINF.step(corner, corner.clone(), 10);
    Norm.LINF.shorten(corner, threat.epsilon());

    float[] perturbed = perturb(attack, image, goal, threat);

    assertEquals(most, margin(goal, perturbed) - margin(goal, image), 1e-3 * most);
    float[] change = Samples.difference(image, perturbed);
    assertArrayEquals(interpolation.apply(corner), change, 1e-6f);
  }

  /** The factor by which an attack may miss the smallest perturbation. */
  static Stream<Arguments> smallest() {
    return Stream.of(
        Arguments.of("FAB", Norm.LINF, 1.001),
        Arguments.of("FAB", Norm.L2, 1.001),
        Arguments.of("CW-L2", Norm.L2, 1.02),
        Arguments.of("HopSkipJump", Norm.LINF, 1.6),
        Arguments.of("HopSkipJump", Norm.L2, 1.3),
        Arguments.of("Boundary", Norm.L2, 1.8));
  }

  @ParameterizedTest
  @MethodSource("smallest")
  void theSmallestPerturbationIsFoundOrApproached(String name, Norm norm, double factor) {
    float[] image = image(0.3, 0.7);
    int label = Loss.order(MODEL.logits(new float[][] {image})[0])[0];
    Goal goal = Goal.untargeted(label);
    double smallest = -margin(goal, image) / norm.dual(gradient(label));

    float[] found =
        perturb(Attacks.named(name), image, goal, new ThreatModel(norm, factor * smallest));
    float[] beyond =
        perturb(Attacks.named(name), image, goal, new ThreatModel(norm, 0.95 * smallest));

    assertTrue(margin(goal, found) > 0, "misses " + smallest + ": " + margin(goal, found));
    assertTrue(margin(goal, beyond) < 0, "nothing nearer reaches the goal");
  }

  /** A minimal attack that is given room does not use it. */
  @ParameterizedTest
  @EnumSource
  void fabStopsAtTheBoundary(Norm norm) {
    float[] image = image(0.3, 0.7);
    int label = Loss.order(MODEL.logits(new float[][] {image})[0])[0];
    Goal goal = Goal.untargeted(label);
    double smallest = -margin(goal, image) / norm.dual(gradient(label));

    float[] found = perturb(Attacks.named("FAB"), image, goal, new ThreatModel(norm, 0.9));

    assertEquals(smallest, norm.distance(found, image), 1e-3 * smallest);
  }

  /**
   * Of the last step only the samples that are needed are kept, and a step of four tenths of a
   * level changes no sample of the file by more than a level: without the last one it is not
   * enough.
   */
  @Test
  void lowConfidenceStopsWithinOneSampleBeyondItsConfidence() {
    LowConfidence attack = (LowConfidence) Attacks.named("CW-low");
    ThreatModel threat = ThreatModel.linfLevels(4);
    float[] gradient = gradient(0);
    double gain = Norm.LINF.dual(gradient) / 255;
    double ofOneSample = 0;
    for (float each : gradient) {
      ofOneSample = Math.max(ofOneSample, Math.abs(each) / 255);
    }
    Random random = new Random(2);
    int stopped = 0;
    for (int n = 0; n < 40; n++) {
      float[] image = nearTheBoundary(random, gain);
      Goal goal = Goal.untargeted(0);

      float[] perturbed = perturb(attack, image, goal, threat);

      double margin = goal.margin(MODEL.logitsOfFiles(new float[][] {perturbed})[0]);
      if (margin > attack.confidence()) {
        stopped++;
        assertTrue(margin <= attack.confidence() + ofOneSample + 1e-4, "margin " + margin);
      } else {
        double size = Norm.LINF.distance(perturbed, image);
        assertEquals(threat.epsilon(), size, 1e-6, "gave up with room left");
      }
    }
    assertTrue(stopped > 5, "only " + stopped + " of 40 near enough to the boundary");
  }

  @Test
  void lowConfidenceLeavesAloneWhatIsMisreadAlready() {
    float[] image = image(0.2, 0.8);
    int predicted = Loss.order(MODEL.logits(new float[][] {image})[0])[0];
    Goal reached = Goal.untargeted(1 - predicted);

    float[] perturbed = perturb(Attacks.named("CW-low"), image, reached, ThreatModel.linfLevels(4));

    assertEquals(0, Norm.LINF.distance(image, perturbed));
  }

  /** An image of levels that the model reads as class 0, by up to six gains. */
  private static float[] nearTheBoundary(Random random, double gain) {
    float[] image = new float[GREY.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = 0.5f;
    }
    Goal goal = Goal.untargeted(0);
    float[] gradient = gradient(0);
    double wanted = -6 * gain * random.nextDouble();
    Norm.L2.step(image, gradient, (wanted - margin(goal, image)) / Norm.L2.dual(gradient));
    for (int i = 0; i < image.length; i++) {
      image[i] = Math.round(image[i] * 255) / 255f;
    }
    return image;
  }

  private static float[] perturb(Attack attack, float[] image, Goal goal, ThreatModel threat) {
    return attack.perturb(MODEL, new float[][] {image}, List.of(goal), threat, 9)[0];
  }

  private static double margin(Goal goal, float[] image) {
    return goal.margin(MODEL.logits(new float[][] {image})[0]);
  }

  private static float[] gradient(int label) {
    float[] gradient = new float[GREY.size()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (MODEL.weight(1 - label, i) - MODEL.weight(label, i));
    }
    return gradient;
  }

  private static double towards(int label, int sample) {
    return Math.signum(MODEL.weight(1 - label, sample) - MODEL.weight(label, sample));
  }

  private static float[] image(double low, double high) {
    float[] image = new float[GREY.size()];
    Random random = new Random(1);
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return image;
  }
}
