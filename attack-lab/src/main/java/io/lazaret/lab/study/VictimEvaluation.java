package io.lazaret.lab.study;

import io.lazaret.lab.attack.WhiteBoxModel;
import io.lazaret.lab.data.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How well a network reads images that nobody attacked. */
public final class VictimEvaluation {
  private VictimEvaluation() {}

  /** What it says of each. */
  public static RoundScores.VictimScores of(WhiteBoxModel model, List<Sample> samples) {
    float[][] logits =
        model.logits(
            samples.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new));
    return new RoundScores.VictimScores(
        RoundScores.groups(samples),
        IntStream.range(0, logits.length)
            .mapToObj(i -> Attacker.predicted(logits[i]) == samples.get(i).label())
            .toList(),
        samples.stream().map(Sample::label).toList(),
        IntStream.range(0, model.classes())
            .mapToObj(label -> Arrays.stream(logits).mapToDouble(row -> lead(row, label)).toArray())
            .toList());
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
