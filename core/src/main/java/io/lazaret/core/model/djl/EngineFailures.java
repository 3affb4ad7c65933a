package io.lazaret.core.model.djl;

import ai.djl.engine.EngineException;
import io.lazaret.core.model.DeviceFailure;
import java.util.regex.Pattern;

/**
 * Tells what PyTorch or ONNX Runtime says of its input from what it says of the machine. Both come
 * as an {@link EngineException}, so only the words are left to go by.
 */
final class EngineFailures {
  /** CUDA and its libraries, and memory of any kind: {@code c10::Error} has no types for them. */
  private static final Pattern MACHINE =
      Pattern.compile(
          "cuda|cudnn|cublas|cufft|nvrtc|out of memory|can't allocate memory"
              + "|failed to allocate memory|bad_alloc|bad allocation",
          Pattern.CASE_INSENSITIVE);

  private EngineFailures() {}

  /** The failure itself, or a {@link DeviceFailure} where the machine is at fault. */
  static RuntimeException blamed(EngineException failure) {
    // Of a program's trace only the error: its lines of code may name anything.
    String said = ScriptedNetwork.oneLine(failure);
    return MACHINE.matcher(said).find() ? new DeviceFailure(said, failure) : failure;
  }
}
