package io.lazaret.lab.attack;

import java.util.List;

/**
 * An attack that does not know the network but asks it. It asks no more about an image than its
 * budget, and nothing more once the goal is reached.
 */
public interface QueryAttack extends Attack {

  /** The most questions about one image, at least 1. */
  int budget();

  /** As {@link Attack#perturb}, with the number of questions. */
  Queried query(
      Classifier model, float[][] images, List<Goal> goals, ThreatModel threat, long seed);

  @Override
  default double passes(int classes) {
    return budget();
  }

  @Override
  default float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    return query(model, images, goals, threat, seed).images();
  }

  @Override
  default Queried run(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    return query(model, images, goals, threat, seed);
  }

  @Override
  default boolean asks() {
    return true;
  }
}
