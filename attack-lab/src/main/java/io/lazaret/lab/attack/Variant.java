package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.List;

/**
 * A known attack under another threat model, towards a target, or several times over. Its name is
 * the attack's with {@code -L2}, {@code -targeted} and {@code -xN} behind it.
 *
 * @param attack what is varied
 * @param norm how its size is measured; by {@link Norm#L2}, a size is the root of the mean square
 *     change
 * @param targeted whether it wants the class that the network finds least likely, and no other
 * @param restarts how often it runs, at least 1, each time with other randomness; of each image the
 *     result counts whose 8-bit file is misread, and among such the one with the largest margin
 */
public record Variant(Attack attack, Norm norm, boolean targeted, int restarts) implements Attack {
  /** The most restarts. */
  static final int MOST = 100;

  /** Seeds of restarts lie far apart: neighbouring ones belong to other rounds of a study. */
  private static final long RESTART = 1_000_003;

  public Variant {
    if (restarts < 1 || restarts > MOST) {
      throw new IllegalArgumentException("restarts must be 1 to " + MOST + ", not " + restarts);
    }
  }

  @Override
  public String name() {
    return attack.name()
        + (norm == Norm.L2 ? "-L2" : "")
        + (targeted ? "-targeted" : "")
        + (restarts > 1 ? "-x" + restarts : "");
  }

  @Override
  public int minimumClasses() {
    return attack.minimumClasses();
  }

  @Override
  public ThreatModel threat(double levels, Geometry geometry) {
    return ThreatModel.levels(norm, levels, geometry);
  }

  @Override
  public Goal goal(int label, float[] logits) {
    if (!targeted) {
      return Goal.untargeted(label);
    }
    int least = label == 0 ? 1 : 0;
    for (int k = 0; k < logits.length; k++) {
      if (k != label && logits[k] < logits[least]) {
        least = k;
      }
    }
    return Goal.targeted(label, least);
  }

  @Override
  public boolean asks() {
    return attack.asks();
  }

  @Override
  public boolean takesManySteps() {
    return attack.takesManySteps();
  }

  @Override
  public boolean followsEveryGradient() {
    return attack.followsEveryGradient();
  }

  @Override
  public double passes(int classes) {
    return restarts * attack.passes(classes);
  }

  @Override
  public Queried run(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    Queried best = attack.run(model, images, goals, threat, seed);
    Outcome[] outcomes = restarts > 1 ? Outcome.of(model, best.images(), goals) : new Outcome[0];
    for (int again = 1; again < restarts; again++) {
      Queried other = attack.run(model, images, goals, threat, seed + RESTART * again);
      Outcome[] reached = Outcome.of(model, other.images(), goals);
      for (int i = 0; i < images.length; i++) {
        if (reached[i].betters(outcomes[i])) {
          best.images()[i] = other.images()[i];
          outcomes[i] = reached[i];
        }
      }
    }
    return best;
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    return run(model, images, goals, threat, seed).images();
  }
}
