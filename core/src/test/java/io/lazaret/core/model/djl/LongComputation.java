package io.lazaret.core.model.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.time.Duration;
import java.util.Arrays;

/**
 * A process that computes gradients until it is told to stop, each for longer than the 0.3 s that a
 * JVM which exits waits for native code.
 */
final class LongComputation {
  private static final int SIZE = 1200;
  private static final int LAYERS = 20;

  /** Said in the midst of every computation. */
  static final String COMPUTING = "computing";

  /** Said when the last computation has ended. */
  static final String ENDED = "ended";

  private LongComputation() {}

  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(LongComputation::stop));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray weights = manager.randomNormal(new Shape(SIZE, SIZE)).mul(0.03f);
      while (true) {
        try (EngineCall call = EngineCall.begin(manager)) {
          NDArray input = call.manager().ones(new Shape(SIZE, SIZE));
          InputGradients.of(input, from -> layers(from, weights), LongComputation::seed);
        }
      }
    }
  }

  private static NDArray layers(NDArray from, NDArray weights) {
    NDArray values = from;
    for (int layer = 0; layer < LAYERS; layer++) {
      values = values.matMul(weights).tanh();
    }
    System.out.println(COMPUTING);
    return values;
  }

  private static float[] seed(float[] logits) {
    Arrays.fill(logits, 1);
    return logits;
  }

  private static void stop() {
    System.out.println(EngineCall.endAll(Duration.ofSeconds(60)) ? ENDED : "still computing");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
