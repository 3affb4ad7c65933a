package io.lazaret.lab.attack;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import java.util.List;

/**
 * A way to make adversarial images: an immutable record of its parameters. An image's perturbation
 * depends on the image, its goal, the threat model and the seed, not on the other images of the
 * call.
 */
public interface Attack {

  /** What an input gradient costs, in forward passes of the same image. */
  int GRADIENT = 3;

  /** The name in recipes and reports. */
  String name();

  /** The fewest classes for which the attack is defined. */
  default int minimumClasses() {
    return 2;
  }

  /**
   * About how many images go through the network, forwards, for each that is attacked; a gradient
   * counts as {@link #GRADIENT} of them. An attack that stops early takes less.
   *
   * @param classes what the network tells apart
   */
  double passes(int classes);

  /**
   * What a study lets the attacker do to an image.
   *
   * @param levels the size of the perturbation, in levels of 255
   * @param geometry of the image that is changed
   */
  default ThreatModel threat(double levels, Geometry geometry) {
    return ThreatModel.linfLevels(levels);
  }

  /**
   * What a study's attacker wants of an image.
   *
   * @param label its class
   * @param logits what the network answers to it
   */
  default Goal goal(int label, float[] logits) {
    return Goal.untargeted(label);
  }

  /** Whether it asks the network instead of knowing it. */
  default boolean asks() {
    return false;
  }

  /** Whether it takes many steps as far as it is allowed to, so that FGSM cannot do better. */
  default boolean takesManySteps() {
    return false;
  }

  /** Whether every image moves that has a gradient. */
  default boolean followsEveryGradient() {
    return false;
  }

  /** As {@link #perturb}, and how often it asked where that is what it does. */
  default Queried run(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    return new Queried(perturb(model, images, goals, threat, seed), new int[0]);
  }

  /**
   * What came of an attack.
   *
   * @param images the perturbed images
   * @param queries the number of questions about each of them; empty for an attack that asks none
   */
  record Queried(float[][] images, int[] queries) {}

  /**
   * Perturbs images so that the network answers what the attacker wants.
   *
   * @param images intensities in [0, 1], channels x height x width; left untouched
   * @param goals the goal of each image
   * @param seed the source of all randomness
   * @return new images within the threat model, in [0, 1], not yet quantised
   * @throws RefusedException when the attack is not defined for so few classes
   */
  float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed);

  /**
   * Refuses what {@link #perturb} would refuse, before hours are spent.
   *
   * @param classes what the network tells apart
   */
  default void checkClasses(int classes) {
    if (classes < minimumClasses()) {
      throw new RefusedException(
          "attack '"
              + name()
              + "' needs a network of at least "
              + minimumClasses()
              + " classes, this one has "
              + classes
              + "; use APGD-margin or AutoAttack");
    }
  }
}
