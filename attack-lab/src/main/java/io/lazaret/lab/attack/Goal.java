package io.lazaret.lab.attack;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an attacker wants the network to answer for one image.
 *
 * @param label the image's class, from 0
 * @param target the class that the network shall answer; empty when any but the label will do
 */
public record Goal(int label, OptionalInt target) {
  public Goal {
    if (label < 0 || target.orElse(0) < 0) {
      throw new IllegalArgumentException("classes count from 0: " + label + " to " + target);
    }
    if (target.isPresent() && target.getAsInt() == label) {
      throw new IllegalArgumentException("the target is the label: " + label);
    }
  }

  /** Any class but the label. */
  public static Goal untargeted(int label) {
    return new Goal(label, OptionalInt.empty());
  }

  /** One class and no other. */
  public static Goal targeted(int label, int target) {
    return new Goal(label, OptionalInt.of(target));
  }

  /** Whether the network answers what the attacker wants. */
  public boolean reached(float[] logits) {
    return margin(logits) > 0;
  }

  /**
   * How far beyond the decision boundary the logits are, in logit units; above 0 when the goal is
   * reached. Untargeted: the largest other logit minus the label's; targeted: the target's minus
   * the largest other.
   */
  public double margin(float[] logits) {
    double behind = (double) logits[rival(logits)] - logits[reference()];
    return target.isPresent() ? -behind : behind;
  }

  /** The class that the goal is about: the target, or else the label to get away from. */
  int reference() {
    return target.orElse(label);
  }

  /** The largest logit but the reference's, the first of equals. */
  public int rival(float[] logits) {
    int best = reference() == 0 ? 1 : 0;
    for (int k = 0; k < logits.length; k++) {
      if (k != reference() && logits[k] > logits[best]) {
        best = k;
      }
    }
    return best;
  }

  /**
   * The goals by whose pursuit this one is reached: itself, or where any of several classes will
   * do, each of the likeliest in turn.
   *
   * @param logits what the network answers to the clean image
   * @param most the most goals
   */
  List<Goal> pursuits(float[] logits, int most) {
    if (target.isPresent() || logits.length == 2) {
      return List.of(this);
    }
    return Arrays.stream(Loss.order(logits))
        .filter(k -> k != label)
        .limit(most)
        .mapToObj(k -> targeted(label, k))
        .toList();
  }
}
