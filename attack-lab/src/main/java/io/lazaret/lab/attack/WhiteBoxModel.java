package io.lazaret.lab.attack;

import java.util.List;

/** A network that an attacker knows entirely. */
public interface WhiteBoxModel extends Classifier {

  /**
   * Logits and input gradients in one pass.
   *
   * @param objective what is differentiated
   */
  Gradients gradient(float[][] images, Objective objective);

  /** Logits, and the gradient of the loss of each image's goal. */
  default Gradients gradient(float[][] images, List<Goal> goals, Loss loss) {
    return gradient(images, Objective.of(goals, loss));
  }
}
