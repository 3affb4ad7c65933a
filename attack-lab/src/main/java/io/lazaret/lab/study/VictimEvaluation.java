package io.lazaret.lab.study;

import io.lazaret.lab.attack.WhiteBoxModel;
import io.lazaret.lab.data.Sample;
import java.util.List;
import java.util.stream.IntStream;

/** How well a network reads images that nobody attacked. */
final class VictimEvaluation {
  private VictimEvaluation() {}

  /** What it says of each. */
  static RoundScores.VictimScores of(WhiteBoxModel model, List<Sample> samples) {
    float[][] logits =
        model.logits(
            samples.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new));
    int last = model.classes() - 1;
    return new RoundScores.VictimScores(
        RoundScores.groups(samples),
        IntStream.range(0, logits.length)
            .mapToObj(i -> Attacker.predicted(logits[i]) == samples.get(i).label())
            .toList(),
        samples.stream().map(sample -> sample.label() == last).toList(),
        IntStream.range(0, logits.length).mapToDouble(i -> lead(logits[i], last)).toArray());
  }

  /** A class's logit minus the largest other. */
  private static double lead(float[] logits, int label) {
    double other = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      other = k == label ? other : Math.max(other, logits[k]);
    }
    return logits[label] - other;
  }
}
