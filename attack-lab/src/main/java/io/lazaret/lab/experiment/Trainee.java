package io.lazaret.lab.experiment;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.djl.TrainingSettings;
import io.lazaret.lab.study.NetworkSource;
import io.lazaret.lab.study.NetworkStage;
import io.lazaret.lab.study.Round;
import java.nio.file.Path;
import java.util.List;

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
            .file(
                round.name(name + ".safetensors"),
                file ->
                    new NetworkStage(seed, round.askedDevice(), round.progress())
                        .train(
                            name,
                            new NetworkSource.Trained(architecture, training),
                            samples,
                            file));
    return DjlWhiteBox.load(architecture, weights, round.askedDevice());
  }
}
