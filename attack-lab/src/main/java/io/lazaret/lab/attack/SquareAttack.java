package io.lazaret.lab.attack;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Square (Andriushchenko et al., ECCV 2020): random search by squares of shrinking size, each kept
 * when it raises the margin. It sees logits, no gradients.
 *
 * @param name the name in recipes and reports
 * @param budget the most questions about one image; the first is about the image itself
 * @param firstShare the share of the image that the first squares cover, above 0, at most 1
 */
public record SquareAttack(String name, int budget, double firstShare) implements QueryAttack {
  public SquareAttack {
    if (budget < 1 || !(firstShare > 0 && firstShare <= 1)) {
      throw new IllegalArgumentException(budget + " queries, first share " + firstShare);
    }
  }

  @Override
  public Queried query(
      Classifier model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    List<SquareSearch> searches =
        IntStream.range(0, images.length)
            .mapToObj(i -> new SquareSearch(this, squares(model, images[i], threat, seed)))
            .toList();
    return Questions.ask(model, goals, searches, Goal::margin, budget);
  }

  private static Squares squares(Classifier model, float[] image, ThreatModel threat, long seed) {
    return switch (threat.norm()) {
      case LINF -> new LinfSquares(image, model.geometry(), threat, Randomness.of(image, seed));
      case L2 -> new L2Squares(image, model.geometry(), threat, Randomness.of(image, seed));
    };
  }
}
