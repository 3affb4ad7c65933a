package io.lazaret.lab.adaptive;

import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.TappedModel;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.attack.WhiteBoxModel;
import java.util.List;

/** An attack that must know the network down to its taps. */
public interface TappedAttack extends Attack {

  /** As {@link Attack#perturb}. */
  float[][] perturbTapped(
      TappedModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed);

  /**
   * @throws IllegalArgumentException when the model shows no taps
   */
  @Override
  default float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    if (model instanceof TappedModel tapped) {
      return perturbTapped(tapped, images, goals, threat, seed);
    }
    throw new IllegalArgumentException(name() + " needs a model with taps");
  }
}
