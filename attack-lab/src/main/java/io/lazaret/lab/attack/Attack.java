package io.lazaret.lab.attack;

/**
 * A way to make adversarial images: an immutable record of its parameters. An image's perturbation
 * depends on the image, its label, the threat model and the seed, not on the other images of the
 * call.
 */
public interface Attack {

  /** The name in recipes and reports. */
  String name();

  /**
   * Perturbs images so that the network no longer answers their labels.
   *
   * @param images intensities in [0, 1], channels x height x width; left untouched
   * @param labels the label of each image
   * @param seed the source of all randomness
   * @return new images within the threat model, in [0, 1], not yet quantised
   */
  float[][] perturb(
      WhiteBoxModel model, float[][] images, int[] labels, ThreatModel threat, long seed);
}
