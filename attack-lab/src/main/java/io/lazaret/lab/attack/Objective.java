package io.lazaret.lab.attack;

import java.util.List;

/**
 * A number for each image that a gradient is taken of, given as its derivative by the logits: what
 * back-propagation starts from.
 */
@FunctionalInterface
public interface Objective {

  /**
   * The derivative of an image's objective by its logits.
   *
   * @param image the place of the image in the call
   * @param logits its logits
   */
  float[] byLogits(int image, float[] logits);

  /** The loss of each image's goal. */
  static Objective of(List<Goal> goals, Loss loss) {
    return (image, logits) -> loss.gradient(logits, goals.get(image));
  }

  /**
   * The loss of each image's goal up to a positive factor, for attacks that look at directions
   * only: the largest derivative is 1, because the softmax of a confident network has derivatives
   * that vanish on their way through 32-bit layers.
   */
  static Objective direction(List<Goal> goals, Loss loss) {
    return (image, logits) -> {
      float[] gradient = loss.gradient(logits, goals.get(image));
      float largest = 0;
      for (float each : gradient) {
        largest = Math.max(largest, Math.abs(each));
      }
      for (int k = 0; k < gradient.length && largest > 0; k++) {
        gradient[k] /= largest;
      }
      return gradient;
    };
  }
}
