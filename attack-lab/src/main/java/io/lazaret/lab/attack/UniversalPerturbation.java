package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * One perturbation for all images (Moosavi-Dezfooli et al., CVPR 2017), added to whichever image it
 * is asked to perturb and cut down to the threat model. {@link UniversalFit} makes it.
 */
public final class UniversalPerturbation implements Attack {
  private final String name;
  private final float[] perturbation;
  private final Norm norm;
  private final OptionalInt target;

  /**
   * @param perturbation the change of each sample, in units of full scale; ownership is taken
   * @param norm how its size is measured
   * @param target the class that it leads to; empty when it leads away from any
   */
  UniversalPerturbation(String name, float[] perturbation, Norm norm, OptionalInt target) {
    this.name = name;
    this.perturbation = perturbation;
    this.norm = norm;
    this.target = target;
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
  public ThreatModel threat(double levels, Geometry geometry) {
    return ThreatModel.levels(norm, levels, geometry);
  }

  /** The image must not be of the target's class. */
  @Override
  public Goal goal(int label, float[] logits) {
    return new Goal(label, target);
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
