package io.lazaret.lab.attack;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Steps along the steepest direction of the loss, each followed by projection onto the threat
 * model. FGSM, BIM and PGD are settings of it.
 *
 * @param name the name in recipes and reports
 * @param steps gradient steps, at least 1
 * @param relativeStep the length of a step in units of epsilon, above 0
 * @param randomStart whether to start from a uniformly random point of the threat model
 * @param loss what the steps raise
 */
public record GradientDescent(
    String name, int steps, double relativeStep, boolean randomStart, Loss loss) implements Attack {
  public GradientDescent {
    if (steps < 1) {
      throw new IllegalArgumentException("at least one step, not " + steps);
    }
    if (!(relativeStep > 0)) {
      throw new IllegalArgumentException("the step must be positive, not " + relativeStep);
    }
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, int[] labels, ThreatModel threat, long seed) {
    float[][] perturbed = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      perturbed[i] = images[i].clone();
      if (randomStart) {
        start(perturbed[i], images[i], threat, seed);
      }
    }
    for (int step = 0; step < steps; step++) {
      float[][] gradients = model.gradient(perturbed, labels, loss);
      for (int i = 0; i < images.length; i++) {
        threat.norm().step(perturbed[i], gradients[i], relativeStep * threat.epsilon());
        threat.norm().project(perturbed[i], images[i], threat.epsilon());
      }
    }
    return perturbed;
  }

  /** Seeds by the image's content, so that neither order nor batch size matters. */
  private static void start(float[] perturbed, float[] image, ThreatModel threat, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + Arrays.hashCode(image));
    for (int i = 0; i < perturbed.length; i++) {
      perturbed[i] += (float) ((2 * random.nextDouble() - 1) * threat.epsilon());
    }
    threat.norm().project(perturbed, image, threat.epsilon());
  }
}
