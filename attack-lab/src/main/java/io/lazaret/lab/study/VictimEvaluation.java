package io.lazaret.lab.study;

import io.lazaret.lab.attack.WhiteBoxModel;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Metrics;
import java.util.List;
import java.util.stream.IntStream;

/** How well a network reads images that nobody attacked. */
final class VictimEvaluation {
  private VictimEvaluation() {}

  /** Accuracy, and the area under the ROC curve of the last class against the others. */
  static Evaluation.Victim of(WhiteBoxModel model, List<Sample> samples) {
    float[][] logits =
        model.logits(
            samples.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new));
    int last = model.classes() - 1;
    long correct =
        IntStream.range(0, logits.length)
            .filter(i -> Attacker.predicted(logits[i]) == samples.get(i).label())
            .count();
    return new Evaluation.Victim(
        correct / (double) samples.size(),
        Metrics.auc(scores(logits, samples, last, false), scores(logits, samples, last, true)),
        samples.size());
  }

  /** The last class's logit minus the largest other, of the samples in that class or not. */
  private static double[] scores(
      float[][] logits, List<Sample> samples, int last, boolean positive) {
    return IntStream.range(0, logits.length)
        .filter(i -> (samples.get(i).label() == last) == positive)
        .mapToDouble(
            i -> {
              double other = Double.NEGATIVE_INFINITY;
              for (int k = 0; k < last; k++) {
                other = Math.max(other, logits[i][k]);
              }
              return logits[i][last] - other;
            })
        .toArray();
  }
}
