package io.lazaret.lab.attack;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The boundary attack (Brendel, Rauber and Bethge, 2018): a random walk along the decision boundary
 * that comes nearer to the image. It sees decisions only. It walks by Euclidean distance; under
 * Linf the walk is the same, and epsilon decides when it is near enough.
 *
 * @param name the name in recipes and reports
 * @param budget the most questions about one image
 * @param firstStep the first steps, along the boundary and towards the image, as a share of the
 *     distance; they adapt after each answer
 */
public record BoundaryAttack(String name, int budget, double firstStep) implements QueryAttack {
  public BoundaryAttack {
    if (budget < 1 || !(firstStep > 0 && firstStep < 1)) {
      throw new IllegalArgumentException(budget + " queries, first step " + firstStep);
    }
  }

  @Override
  public Queried query(
      Classifier model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    List<BoundarySearch> searches =
        IntStream.range(0, images.length)
            .mapToObj(
                i ->
                    new BoundarySearch(
                        this, images[i], model.geometry(), threat, Randomness.of(images[i], seed)))
            .toList();
    return Questions.ask(model, goals, searches, Goal::reached, budget);
  }
}
