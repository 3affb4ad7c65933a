package io.lazaret.lab.study;

import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.TorchScript;
import io.lazaret.lab.djl.TrainingSettings;
import java.nio.file.Path;
import java.util.Optional;

/** Where a study's network comes from. */
public sealed interface NetworkSource {

  Architecture architecture();

  /** SHA-256 of the file that it begins with, if there is one. */
  Optional<String> hash();

  /**
   * The study trains it.
   *
   * @param training how, and with which weights to begin
   */
  record Trained(BuiltIn architecture, TrainingSettings training) implements NetworkSource {
    @Override
    public Optional<String> hash() {
      return training.pretrained().map(Bundle::sha256);
    }
  }

  /**
   * Somebody trained it already.
   *
   * @param program the TorchScript file
   */
  record Given(TorchScript architecture, Path program) implements NetworkSource {
    @Override
    public Optional<String> hash() {
      return Optional.of(Bundle.sha256(program));
    }
  }
}
