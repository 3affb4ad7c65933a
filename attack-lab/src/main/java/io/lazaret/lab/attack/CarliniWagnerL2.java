package io.lazaret.lab.attack;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The L2 attack of Carlini and Wagner (2017): the squared length of the change plus c times what
 * the margin lacks, lowered by Adam over images written as a hyperbolic tangent, which cannot leave
 * [0, 1]; c is found by bisection, for each image by itself. It looks for the shortest change and
 * not at epsilon; what it finds is cut down to the threat model.
 *
 * @param name the name in recipes and reports
 * @param searches values of c that are tried, at least 1
 * @param steps gradient steps with each of them, at least 1
 * @param learningRate of Adam, above 0
 * @param firstConstant the first c, above 0
 * @param confidence the margin that is enough, in logit units (kappa)
 */
public record CarliniWagnerL2(
    String name,
    int searches,
    int steps,
    double learningRate,
    double firstConstant,
    double confidence)
    implements Attack {
  public CarliniWagnerL2 {
    if (searches < 1 || steps < 1 || !(learningRate > 0) || !(firstConstant > 0)) {
      throw new IllegalArgumentException(
          searches + " searches of " + steps + " steps, " + learningRate + ", " + firstConstant);
    }
  }

  @Override
  public double passes(int classes) {
    return (double) GRADIENT * searches * steps;
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    float[][] clean = model.logits(images);
    List<ConstantSearch> searching =
        IntStream.range(0, images.length)
            .mapToObj(i -> new ConstantSearch(images[i], goals.get(i), clean[i], firstConstant))
            .toList();
    Objective margin = Objective.of(goals, Loss.MARGIN);
    for (int search = 0; search < searches; search++) {
      searching.forEach(ConstantSearch::begin);
      for (int step = 1; step <= steps; step++) {
        float[][] points = searching.stream().map(ConstantSearch::point).toArray(float[][]::new);
        Gradients gradients = model.gradient(points, margin);
        for (int i = 0; i < points.length; i++) {
          searching.get(i).told(gradients.logits()[i], gradients.byImage()[i], step, this);
        }
      }
      searching.forEach(ConstantSearch::end);
    }
    List<Nearest> nearest = searching.stream().map(ConstantSearch::nearest).toList();
    return Nearest.within(model, goals, threat, nearest);
  }
}
