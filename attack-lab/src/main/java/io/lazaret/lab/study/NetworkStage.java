package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.djl.BackboneTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Makes the file of a network: trains it, or copies what was given.
 *
 * @param seed the source of randomness
 * @param device as for {@link io.lazaret.core.model.djl.Devices#named}
 */
public record NetworkStage(long seed, String device, Progress progress) {

  /**
   * Writes the file.
   *
   * @param samples what it may be trained on
   */
  void write(NetworkSource source, List<Sample> samples, Path file) {
    if (source instanceof NetworkSource.Trained trained) {
      train("the network", trained, samples, file);
    } else {
      copy(((NetworkSource.Given) source).program(), file);
    }
  }

  private static void copy(Path program, Path file) {
    try {
      Files.copy(program, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Trains a network.
   *
   * @param name as the progress says it
   * @param samples what it is trained on
   * @param file of the folded weights
   * @throws RefusedException when the training diverges
   */
  public void train(String name, NetworkSource.Trained network, List<Sample> samples, Path file) {
    progress.begin("train " + name);
    int epochs = network.training().epochs();
    double[] last = new double[1];
    new BackboneTrainer(network.architecture(), network.training(), seed, device)
        .train(
            samples,
            file,
            (epoch, loss) -> {
              requireFinite(name, epoch, loss);
              last[0] = loss;
              progress.at(epoch, epochs);
            });
    progress.end(String.format(Locale.ROOT, "loss %.3f after %d epochs", last[0], epochs));
  }

  private static void requireFinite(String name, int epoch, double loss) {
    if (!Double.isFinite(loss)) {
      throw new RefusedException(
          "the training of "
              + name
              + " diverged: its loss is no number after epoch "
              + epoch
              + "; give the recipe a smaller training.learningRate");
    }
  }
}
