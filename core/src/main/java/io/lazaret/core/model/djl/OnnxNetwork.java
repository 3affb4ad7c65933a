package io.lazaret.core.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.BuiltIn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A folded {@link Network} that ONNX Runtime computes, on the CPU. There is no way back through it.
 *
 * @param parameters the number of its weights
 */
record OnnxNetwork(Model model, ParameterStore store, long parameters) implements LoadedNetwork {
  private static final String ENGINE = "OnnxRuntime";
  private static final String CURE = "; use 'pytorch'";

  /**
   * Refuses what ONNX Runtime cannot run.
   *
   * @return the architecture
   */
  static BuiltIn check(Architecture architecture, Path weights, String device) {
    if (!Engine.hasEngine(ENGINE)) {
      throw new RefusedException(
          "engine 'onnxruntime': this build has it not; build with the Maven profile 'onnxruntime',"
              + " or use 'pytorch'");
    }
    if (device.startsWith("gpu")) {
      throw new RefusedException(
          "engine 'onnxruntime' runs on the CPU, not on '" + device + "'" + CURE);
    }
    if (!(architecture instanceof BuiltIn builtIn)) {
      throw new RefusedException(
          weights + ": engine 'onnxruntime' cannot run a TorchScript program" + CURE);
    }
    return builtIn;
  }

  /** As {@link LoadedNetwork#open}, of what {@link #check} lets through. */
  static OnnxNetwork open(BuiltIn builtIn, Path weights) {
    try (FoldedNetwork folded = FoldedNetwork.open(builtIn, weights, "cpu")) {
      return load(OnnxGraph.of(folded.network()), weights, folded.parameters());
    }
  }

  private static OnnxNetwork load(byte[] graph, Path weights, long parameters) {
    Model model = Model.newInstance("network", Device.cpu(), ENGINE);
    try {
      model.load(new ByteArrayInputStream(graph), Map.of("sessionOptions", patientOptions()));
      return new OnnxNetwork(model, new ParameterStore(model.getNDManager(), false), parameters);
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new RefusedException(
          weights + ": ONNX Runtime cannot load it: " + e.getMessage() + CURE, e);
    }
  }

  /**
   * Threads that sleep where they have nothing to do. By default they spin, which takes from the
   * app what it needs to decode and to speak to Kafka. DJL hands these options on and has no word
   * of its own for them; their class is there where the engine is.
   */
  private static Object patientOptions() {
    try {
      Class<?> type = Class.forName("ai.onnxruntime.OrtSession$SessionOptions");
      Object options = type.getConstructor().newInstance();
      type.getMethod("addConfigEntry", String.class, String.class)
          .invoke(options, "session.intra_op.allow_spinning", "0");
      return options;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("another ONNX Runtime than this build knows", e);
    }
  }

  @Override
  public NDManager manager() {
    return model.getNDManager();
  }

  @Override
  public NDArray logits(NDArray images) {
    throw new UnsupportedOperationException("only whole rows");
  }

  @Override
  public NDArray rows(NDArray images) {
    return model.getBlock().forward(store, new NDList(images), false).singletonOrThrow();
  }

  @Override
  public void close() {
    model.close();
  }
}
