package io.lazaret.lab.attack;

import java.util.List;

/**
 * AutoAttack (Croce and Hein, ICML 2020) for two and more classes: attacks in turn, each on the
 * images that still stand; an attack that is not defined for so few classes is skipped.
 *
 * <p>An image stands until the network misreads both its samples and the 8-bit file made of them:
 * attacks that stop just beyond the boundary are undone by rounding, and only files count. Where
 * epsilon is below half a level no file changes, and the samples alone decide.
 *
 * @param name the name in recipes and reports
 * @param attacks the attacks, the one that most images fall to first
 */
public record AutoAttack(String name, List<Attack> attacks) implements Attack {
  private static final double HALF_A_LEVEL = 0.5 / 255;

  public AutoAttack {
    attacks = List.copyOf(attacks);
    if (attacks.isEmpty()) {
      throw new IllegalArgumentException("no attacks");
    }
  }

  @Override
  public int minimumClasses() {
    return attacks.stream().mapToInt(Attack::minimumClasses).min().orElseThrow();
  }

  @Override
  public boolean takesManySteps() {
    return true;
  }

  @Override
  public double passes(int classes) {
    return attacks.stream()
        .filter(attack -> attack.minimumClasses() <= classes)
        .mapToDouble(attack -> attack.passes(classes))
        .sum();
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    checkClasses(model.classes());
    float[][] perturbed = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      perturbed[i] = images[i].clone();
    }
    Outcome[] outcomes = Outcome.of(model, perturbed, goals);
    boolean files = threat.epsilon() >= HALF_A_LEVEL;
    for (Attack attack : attacks) {
      Selection standing = Selection.where(images.length, i -> stands(outcomes[i], files));
      if (attack.minimumClasses() <= model.classes() && !standing.isEmpty()) {
        List<Goal> left = standing.of(goals);
        float[][] tried = attack.perturb(model, standing.of(images), left, threat, seed);
        Outcome[] reached = Outcome.of(model, tried, left);
        for (int n = 0; n < tried.length; n++) {
          int i = standing.places().get(n);
          if (reached[n].betters(outcomes[i])) {
            perturbed[i] = tried[n];
            outcomes[i] = reached[n];
          }
        }
      }
    }
    return perturbed;
  }

  /** Whether an image is still to be attacked. */
  private static boolean stands(Outcome outcome, boolean files) {
    return outcome.samples() <= 0 || files && outcome.file() <= 0;
  }
}
