package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientDescentTest {
  private static final Geometry GREY = new Geometry(1, 8, 8);
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void moreStartsNeverDoWorse() {
    AnalyticWhiteBox model = AnalyticWhiteBox.wavy(GREY, 3, 1);
    float[][] images = new float[6][GREY.size()];
    for (int n = 0; n < images.length; n++) {
      Arrays.fill(images[n], 0.1f * (n + 2));
    }
    List<Goal> goals = Collections.nCopies(6, Goal.untargeted(1));
    double[] before = new double[6];
    Arrays.fill(before, Double.NEGATIVE_INFINITY);
    int gained = 0;
    for (int starts : new int[] {1, 2, 8}) {
      Attack attack = new GradientDescent("PGD", 5, 0.1, starts, 0, Loss.CROSS_ENTROPY, NEVER);
      float[][] logits =
          model.logits(attack.perturb(model, images, goals, ThreatModel.linfLevels(1), 4));
      for (int n = 0; n < images.length; n++) {
        double margin = goals.get(n).margin(logits[n]);
        assertTrue(margin >= before[n], margin + " after " + before[n]);
        gained += margin > before[n] ? 1 : 0;
        before[n] = margin;
      }
    }
    assertTrue(gained > 6, "further starts found nothing");
  }

  @Test
  void anImageBeyondTheConfidenceStaysWhereItIs() {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 1);
    float[][] images = new float[1][GREY.size()];
    Arrays.fill(images[0], 0.5f);
    Goal goal = Goal.untargeted(Loss.order(model.logits(images)[0])[0]);
    ThreatModel threat = new ThreatModel(Norm.LINF, 0.4);
    float[] slope = model.gradient(images, List.of(goal), Loss.MARGIN).byImage()[0];
    double step = 0.01 * threat.epsilon() * Norm.LINF.dual(slope);

    Attack attack = new GradientDescent("CW", 100, 0.01, 0, 0, Loss.MARGIN, 2);
    float[][] perturbed = attack.perturb(model, images, List.of(goal), threat, 1);

    double margin = goal.margin(model.logits(perturbed)[0]);
    assertTrue(margin >= 2 && margin <= 2 + step, "margin " + margin + ", step " + step);
  }

  /**
   * Directions count alike, whatever their size: (3, 1) is (1.5, 0.5), (-1, 1) stays. Without
   * momentum the first sample turns back, with it it goes on.
   */
  @Test
  void momentumAddsUpDirectionsOfOneSize() {
    for (double momentum : new double[] {0, 1}) {
      Iterator<float[]> script = List.of(new float[] {3, 1}, new float[] {-1, 1}).iterator();
      Attack attack = new GradientDescent("MI-FGSM", 2, 0.5, 0, momentum, Loss.MARGIN, NEVER);

      float[] perturbed =
          attack
              .perturb(
                  new ScriptedGradients(script),
                  new float[][] {{0.5f, 0.5f}},
                  List.of(Goal.untargeted(0)),
                  new ThreatModel(Norm.LINF, 0.25),
                  1)[0];

      assertEquals(momentum == 0 ? 0.5 : 0.75, perturbed[0], 1e-6);
      assertEquals(0.75, perturbed[1], 1e-6);
    }
  }

  private record ScriptedGradients(Iterator<float[]> script) implements WhiteBoxModel {
    @Override
    public Geometry geometry() {
      return GREY;
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public float[][] logits(float[][] images) {
      return new float[images.length][2];
    }

    @Override
    public Gradients gradient(float[][] images, Objective objective) {
      return new Gradients(logits(images), new float[][] {script.next()});
    }
  }
}
