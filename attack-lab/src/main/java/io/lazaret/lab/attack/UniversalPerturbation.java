package io.lazaret.lab.attack;

import java.util.Arrays;
import java.util.List;

/**
 * One perturbation for all images (Moosavi-Dezfooli et al., CVPR 2017), added to whichever image it
 * is asked to perturb and cut down to the threat model. {@link UniversalFit} makes it.
 */
public final class UniversalPerturbation implements Attack {
  private final String name;
  private final float[] perturbation;

  /** Takes ownership of the perturbation: the change of each sample, in units of full scale. */
  UniversalPerturbation(String name, float[] perturbation) {
    this.name = name;
    this.perturbation = perturbation;
  }

  @Override
  public String name() {
    return name;
  }

  /** The change of each sample, in units of full scale. */
  public float[] perturbation() {
    return perturbation.clone();
  }

  @Override
  public double passes(int classes) {
    return 0;
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    return Arrays.stream(images)
        .map(image -> add(image, perturbation, threat))
        .toArray(float[][]::new);
  }

  static float[] add(float[] image, float[] perturbation, ThreatModel threat) {
    float[] sum = new float[image.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = image[i] + perturbation[i];
    }
    threat.project(sum, image);
    return sum;
  }
}
