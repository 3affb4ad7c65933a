package io.lazaret.lab.attack;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Steps along the steepest direction of the loss, each followed by projection onto the threat
 * model. FGSM, BIM, PGD, MI-FGSM and CW-Linf are settings of it. The last point counts, as in the
 * papers; of several descents, the one with the larger margin.
 *
 * @param name the name in recipes and reports
 * @param steps gradient steps, at least 1
 * @param relativeStep the length of a step in units of epsilon, above 0
 * @param randomStarts how many descents begin at random points of the threat model; 0 for one from
 *     the image itself
 * @param momentum the share of the directions before that is kept, each of mean change 1 (Dong et
 *     al., 2018); 0 for none
 * @param loss what the steps raise
 * @param confidence the margin from which on an image stays where it is, in logit units (kappa of
 *     Carlini and Wagner, 2017); infinite for never
 */
public record GradientDescent(
    String name,
    int steps,
    double relativeStep,
    int randomStarts,
    double momentum,
    Loss loss,
    double confidence)
    implements Attack {
  public GradientDescent {
    if (steps < 1) {
      throw new IllegalArgumentException("at least one step, not " + steps);
    }
    if (!(relativeStep > 0)) {
      throw new IllegalArgumentException("the step must be positive, not " + relativeStep);
    }
    if (randomStarts < 0 || !(momentum >= 0)) {
      throw new IllegalArgumentException("negative: " + randomStarts + " starts, " + momentum);
    }
  }

  @Override
  public boolean takesManySteps() {
    return steps > 1;
  }

  @Override
  public boolean followsEveryGradient() {
    return true;
  }

  @Override
  public double passes(int classes) {
    return (double) GRADIENT * steps * Math.max(1, randomStarts);
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    List<SplittableRandom> randoms = Randomness.of(images, seed);
    float[][] perturbed = descend(model, start(images, threat, randoms), images, goals, threat);
    for (int again = 1; again < randomStarts; again++) {
      float[][] other = descend(model, start(images, threat, randoms), images, goals, threat);
      float[][] before = model.logits(perturbed);
      float[][] after = model.logits(other);
      for (int i = 0; i < images.length; i++) {
        if (goals.get(i).margin(after[i]) > goals.get(i).margin(before[i])) {
          perturbed[i] = other[i];
        }
      }
    }
    return perturbed;
  }

  private float[][] start(float[][] images, ThreatModel threat, List<SplittableRandom> randoms) {
    float[][] points = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      points[i] = images[i].clone();
      if (randomStarts > 0) {
        threat.norm().scatter(points[i], threat.epsilon(), randoms.get(i));
        threat.project(points[i], images[i]);
      }
    }
    return points;
  }

  private float[][] descend(
      WhiteBoxModel model,
      float[][] points,
      float[][] images,
      List<Goal> goals,
      ThreatModel threat) {
    Objective objective = Objective.direction(goals, loss);
    float[][] kept = new float[images.length][];
    for (int step = 0; step < steps; step++) {
      Gradients gradients = model.gradient(points, objective);
      for (int i = 0; i < images.length; i++) {
        if (goals.get(i).margin(gradients.logits()[i]) < confidence) {
          kept[i] = momentum > 0 ? sum(kept[i], gradients.byImage()[i]) : gradients.byImage()[i];
          threat.norm().step(points[i], kept[i], relativeStep * threat.epsilon());
          threat.project(points[i], images[i]);
        }
      }
    }
    return points;
  }

  private float[] sum(float @Nullable [] kept, float[] gradient) {
    double size = Norm.LINF.dual(gradient) / gradient.length; // the mean keeps 32 bits in range
    float[] sum = new float[gradient.length];
    for (int i = 0; i < sum.length; i++) {
      double before = kept == null ? 0 : momentum * kept[i];
      sum[i] = (float) (before + (size > 0 ? gradient[i] / size : 0));
    }
    return sum;
  }
}
