package io.lazaret.core.model.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.TorchScript;
import java.nio.file.Path;
import java.util.List;

/**
 * A TorchScript program on a device. It always runs in evaluation mode and as written: the
 * just-in-time compiler, which recompiles for every new size of a batch, is left out.
 */
public final class ScriptedNetwork implements LoadedNetwork {
  private final NDManager manager;
  private final PtSymbolBlock program;

  private ScriptedNetwork(NDManager manager, PtSymbolBlock program) {
    this.manager = manager;
    this.program = program;
  }

  /** As {@link LoadedNetwork#open}; also refused where it gives other numbers than it should. */
  static ScriptedNetwork open(TorchScript architecture, Path file, String device) {
    ScriptedNetwork network = load(file, device);
    try {
      TorchScript found = network.architecture(file, architecture.geometry());
      if (!found.layout().equals(architecture.layout())) {
        throw new RefusedException(
            file
                + ": gives "
                + found.layout()
                + ", the bundle says "
                + architecture.layout()
                + "; copy the whole bundle again");
      }
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /**
   * Loads a program of which nothing is known yet.
   *
   * @throws RefusedException when it is none, or PyTorch cannot load it
   */
  static ScriptedNetwork load(Path file, String device) {
    ScriptFile.check(file);
    NDManager manager = NDManager.newBaseManager(Devices.named(device));
    try {
      PtSymbolBlock program =
          JniUtils.loadModule(
              (PtNDManager) manager, file, true, new String[0], new String[0], true);
      JniUtils.enableInferenceMode(program);
      program.freezeParameters(true);
      return new ScriptedNetwork(manager, program);
    } catch (EngineException e) {
      manager.close();
      throw new RefusedException(
          file + ": PyTorch cannot load it: " + oneLine(e) + "; " + ScriptFile.HOW, e);
    }
  }

  /** What it gives for two black images. */
  private TorchScript architecture(Path file, Geometry geometry) {
    try (EngineCall call = EngineCall.beginKeeping(manager)) {
      Shape shape = new Shape(2, geometry.channels(), geometry.height(), geometry.width());
      return outputs(call.manager().zeros(shape)).architecture(geometry);
    } catch (EngineException e) {
      throw new RefusedException(file + ": cannot be run: " + oneLine(e), e);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(file + ": " + e.getMessage(), e);
    }
  }

  /** The last line of a TorchScript trace: what went wrong, without where. */
  static String oneLine(EngineException e) {
    List<String> lines =
        String.valueOf(e.getMessage())
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    return lines.stream()
        .filter(line -> line.startsWith("RuntimeError"))
        .reduce((first, last) -> last)
        .orElse(lines.isEmpty() ? "no reason given" : lines.get(0));
  }

  /**
   * Runs the program.
   *
   * @throws IllegalArgumentException in words, when it does not give logits and taps
   */
  ScriptOutputs outputs(NDArray images) {
    JniUtils.setGraphExecutorOptimize(false);
    NDList outputs;
    try {
      outputs = IValueUtils.forward(program, new NDList(images), true);
    } catch (UnsupportedOperationException e) { // what DJL says of anything but tensors
      throw new IllegalArgumentException(
          "gives more than tensors; it must give a tuple of them", e);
    }
    return ScriptOutputs.of(outputs, images.getShape().get(0));
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public NDArray logits(NDArray images) {
    return outputs(images).logits();
  }

  @Override
  public NDArray rows(NDArray images) {
    return outputs(images).rows();
  }

  @Override
  public long parameters() {
    return program.getDirectParameters().values().stream()
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
