package io.lazaret.lab.attack;

import java.util.List;

/**
 * The margin raised only until the network just misreads the image as an 8-bit file: what a careful
 * attacker hands in, since a margin far beyond the boundary betrays an attack by itself. An image
 * whose file is far enough is left alone, whatever the others still need.
 *
 * @param name the name in recipes and reports
 * @param steps the most steps, at least 1
 * @param relativeStep the length of a step in units of epsilon, above 0
 * @param confidence the margin of the file that is enough, in logit units
 */
public record LowConfidence(String name, int steps, double relativeStep, double confidence)
    implements Attack {
  public LowConfidence {
    if (steps < 1) {
      throw new IllegalArgumentException("at least one step, not " + steps);
    }
    if (!(relativeStep > 0)) {
      throw new IllegalArgumentException("the step must be positive, not " + relativeStep);
    }
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    float[][] points = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      points[i] = images[i].clone();
    }
    Selection left = Selection.where(images.length, i -> true);
    for (int step = 0; step < steps && !left.isEmpty(); step++) {
      left = unfinished(model, left, points, goals);
      float[][] gradients =
          model
              .gradient(left.of(points), Objective.direction(left.of(goals), Loss.MARGIN))
              .byImage();
      for (int n = 0; n < gradients.length; n++) {
        int i = left.places().get(n);
        threat.norm().step(points[i], gradients[n], relativeStep * threat.epsilon());
        threat.project(points[i], images[i]);
      }
    }
    return points;
  }

  private Selection unfinished(
      WhiteBoxModel model, Selection from, float[][] points, List<Goal> goals) {
    float[][] logits = model.logitsOfFiles(from.of(points));
    Selection unfinished =
        Selection.where(
            logits.length, n -> goals.get(from.places().get(n)).margin(logits[n]) <= confidence);
    return new Selection(unfinished.of(from.places()));
  }
}
