package io.lazaret.lab.fit;

import io.lazaret.core.detect.Largest;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Suspects what another detector suspects, and images that lie near the decision boundary, where
 * few clean ones do. The first number of a row is the nearness, of which nothing has to be learnt;
 * the other detector looks at those behind it. Neither is weighed against the other: the score is
 * the larger one, each in units of how it falls off over the images that nobody attacked.
 *
 * @param statistics {@link Statistics#PREDICTION}, or what begins like it
 * @param other sees the rows without their first number
 */
record NearBoundary(String name, Statistics statistics, DetectorTrainer other)
    implements DetectorTrainer {
  /** The share of images that nobody attacked above a part's origin. */
  private static final double TAIL = 0.1;

  /** How much nearness counts: as if it were four times as common as it is. */
  private static final double SHARE = 0.25;

  private static final LinearModel NEARNESS =
      new LinearModel(List.of(0.0), List.of(1.0), List.of(1.0), 0);

  /** A detector under the other's name. */
  NearBoundary(Statistics statistics, DetectorTrainer other) {
    this(other.name(), statistics, other);
  }

  @Override
  public boolean supervised() {
    return other.supervised();
  }

  @Override
  public boolean halfway() {
    return other.halfway();
  }

  @Override
  public Largest fit(FitSet examples, long seed) {
    int inputs = examples.examples().get(0).row().length;
    List<Integer> behind = IntStream.range(1, inputs).boxed().toList();
    ScoreFunction function = other.fit(examples.withoutFirst(), seed);
    double[][] unattacked = examples.rows(Kind.CLEAN, Kind.HARMLESS);
    return new Largest(
        inputs,
        List.of(
            part(List.of(0), NEARNESS, SHARE, unattacked), part(behind, function, 1, unattacked)));
  }

  /**
   * In units of the mean excess over the origin: how many times rarer a score is, as a logarithm.
   */
  private static Largest.Part part(
      List<Integer> inputs, ScoreFunction function, double share, double[][] unattacked) {
    Largest.Part raw = Largest.Part.of(inputs, function, 0, 1);
    double[] scores = Arrays.stream(unattacked).mapToDouble(raw::score).sorted().toArray();
    double origin = scores[(int) Math.floor((1 - TAIL) * (scores.length - 1))];
    double unit =
        Arrays.stream(scores)
            .filter(score -> score > origin)
            .map(score -> score - origin)
            .average()
            .orElse(1); // all alike
    return Largest.Part.of(inputs, function, origin - unit * Math.log(share), unit);
  }
}
