package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.TorchScript;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network with its frozen weights on a device; closing it frees them. Images are N x channels x
 * height x width intensities in [0, 1]; their manager owns all that a call makes. The autograd
 * graph is kept where gradients are on and the images ask for one.
 */
public sealed interface LoadedNetwork extends AutoCloseable
    permits FoldedNetwork, ScriptedNetwork, OnnxNetwork {

  /** Owns the weights; calls take sub-managers of it. */
  NDManager manager();

  /** N x classes. */
  NDArray logits(NDArray images);

  /** N x {@link io.lazaret.core.model.FeatureLayout#size()}, in the layout's order. */
  NDArray rows(NDArray images);

  /** The number of its weights. */
  long parameters();

  /**
   * Loads a network.
   *
   * @param weights a folded network's safetensors with torchvision's names, or the program itself
   * @param device as for {@link Devices#named}
   * @throws io.lazaret.core.RefusedException when the weights do not fit the architecture or the
   *     device is not there
   */
  static LoadedNetwork open(Architecture architecture, Path weights, String device) {
    return open(architecture, weights, Engine.PYTORCH, device);
  }

  /**
   * Loads a network that any engine computes.
   *
   * @param engine other than PyTorch: only rows, and no gradients
   * @throws io.lazaret.core.RefusedException as above, and when the engine is not there or cannot
   *     run the architecture
   */
  static LoadedNetwork open(Architecture architecture, Path weights, Engine engine, String device) {
    Optional<BuiltIn> forOnnx =
        engine == Engine.ONNXRUNTIME
            ? Optional.of(OnnxNetwork.check(architecture, weights, device))
            : Optional.empty();
    Devices.named(device); // refuses, and loads the engine that the next lines speak to
    // A thread's gradients are on until somebody turns them off, and then weights cannot be set.
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      if (forOnnx.isPresent()) {
        return OnnxNetwork.open(forOnnx.get(), weights);
      }
      return architecture instanceof BuiltIn builtIn
          ? FoldedNetwork.open(builtIn, weights, device)
          : ScriptedNetwork.open((TorchScript) architecture, weights, device);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  void close();
}
