package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.TorchScript;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it computes, {@link DjlBackboneTest} holds against plain loops. */
class OnnxNetworkTest {
  private static final BuiltIn ARCHITECTURE = TinyNetwork.architecture(1, 3);

  @TempDir Path directory;

  @Test
  void itHasTheWeightsOfTheFile() {
    Path weights = directory.resolve("weights.safetensors");
    TinyNetwork.write(ARCHITECTURE, weights, 1);
    try (LoadedNetwork pytorch = LoadedNetwork.open(ARCHITECTURE, weights, "cpu");
        LoadedNetwork onnx = open(ARCHITECTURE, weights, "auto")) {
      assertEquals(pytorch.parameters(), onnx.parameters());
      assertEquals("cpu()", onnx.manager().getDevice().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "gpu:1"})
  void aGpuIsRefused(String device) {
    var refusal =
        assertThrows(
            RefusedException.class,
            () -> LoadedNetwork.open(ARCHITECTURE, directory, Engine.ONNXRUNTIME, device));
    assertEquals(
        "engine 'onnxruntime' runs on the CPU, not on '" + device + "'; use 'pytorch'",
        refusal.getMessage());
  }

  @Test
  void aProgramIsRefused() {
    TorchScript program = TorchScript.of(ARCHITECTURE.geometry(), 2, List.of(4), 0);
    Path file = directory.resolve("backbone.pt");

    var refusal = assertThrows(RefusedException.class, () -> open(program, file, "cpu"));

    assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
    assertTrue(refusal.getMessage().endsWith("use 'pytorch'"), refusal.getMessage());
  }

  @Test
  void weightsThatDoNotFitAreRefusedAsWithPyTorch() {
    Path weights = directory.resolve("weights.safetensors");
    TinyNetwork.write(TinyNetwork.architecture(1, 2), weights, 1);

    var refusal = assertThrows(RefusedException.class, () -> open(ARCHITECTURE, weights, "cpu"));

    assertTrue(refusal.getMessage().contains("'fc.weight' has shape (2, 8)"), refusal.getMessage());
  }

  private static LoadedNetwork open(Architecture architecture, Path weights, String device) {
    return LoadedNetwork.open(architecture, weights, Engine.ONNXRUNTIME, device);
  }
}
