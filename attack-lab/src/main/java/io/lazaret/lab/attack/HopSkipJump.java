package io.lazaret.lab.attack;

import java.util.List;
import java.util.stream.IntStream;

/**
 * HopSkipJump (Chen, Jordan and Wainwright, 2020): estimates the direction of the boundary from
 * decisions about random points around one of its points, jumps, and comes back to the boundary. It
 * sees decisions only, and works under either norm.
 *
 * <p>The paper bisects to a relative precision of d^-3/2 (d: samples), 20 questions of every
 * bisection for an X-ray of 96 x 96. Under a budget of some hundred questions they are better spent
 * on directions, so the precision is {@code noise / sqrt(d)}, and the random points are as far away
 * as that precision asks: a share {@code noise} of the distance.
 *
 * @param name the name in recipes and reports
 * @param budget the most questions about one image
 * @param firstSamples points of the first estimate; later ones take sqrt(round) times as many
 * @param noise the distance of the random points as a share of the distance to the image
 */
public record HopSkipJump(String name, int budget, int firstSamples, double noise)
    implements QueryAttack {
  public HopSkipJump {
    if (budget < 1 || firstSamples < 1 || !(noise > 0 && noise < 1)) {
      throw new IllegalArgumentException(
          budget + " queries, " + firstSamples + " samples, noise " + noise);
    }
  }

  @Override
  public Queried query(
      Classifier model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    List<HopSkipJumpSearch> searches =
        IntStream.range(0, images.length)
            .mapToObj(
                i ->
                    new HopSkipJumpSearch(
                        this, images[i], model.geometry(), threat, Randomness.of(images[i], seed)))
            .toList();
    return Questions.ask(model, goals, searches, Goal::reached, budget);
  }
}
