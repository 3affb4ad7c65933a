package io.lazaret.lab.attack;

import io.lazaret.core.RefusedException;
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
