package io.lazaret.lab.experiment;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.djl.BackboneTrainer;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.djl.TrainingSettings;
import io.lazaret.lab.study.Round;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A network that an experiment trains beside the study's own.
 *
 * @param name names its file in the round's workspace, and its progress
 */
record Trainee(String name, BuiltIn architecture, TrainingSettings training, long seed) {

  /** Trains it, or reads it back; the caller closes it. */
  DjlWhiteBox open(Round round, List<Sample> samples) {
    Path weights =
        round
            .workspace()
            .file(round.name(name + ".safetensors"), file -> train(round, samples, file));
    return DjlWhiteBox.load(architecture, weights, round.askedDevice());
  }

  private void train(Round round, List<Sample> samples, Path file) {
    round.progress().begin("train " + name);
    double[] last = new double[1];
    new BackboneTrainer(architecture, training, seed, round.askedDevice())
        .train(
            samples,
            file,
            (epoch, loss) -> {
              last[0] = loss;
              round.progress().at(epoch, training.epochs());
            });
    round
        .progress()
        .end(String.format(Locale.ROOT, "loss %.3f after %d epochs", last[0], training.epochs()));
  }
}
