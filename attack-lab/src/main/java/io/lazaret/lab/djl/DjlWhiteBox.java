package io.lazaret.lab.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.djl.Devices;
import io.lazaret.core.model.djl.InputGradients;
import io.lazaret.core.model.djl.LoadedNetwork;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.WhiteBoxModel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The folded network of a bundle with its input gradients: the very network that the app runs. One
 * thread at a time.
 */
public final class DjlWhiteBox implements WhiteBoxModel, AutoCloseable {
  /**
   * Images of one pass: fixed, so that memory is bounded whatever an attack asks for, and numbers
   * do not depend on how many processors there are.
   */
  private static final int BATCH = 16;

  private final Architecture architecture;
  private final LoadedNetwork loaded;
  private final Lanes lanes;

  private DjlWhiteBox(Architecture architecture, LoadedNetwork loaded) {
    this.architecture = architecture;
    this.loaded = loaded;
    this.lanes = new Lanes(loaded);
  }

  /**
   * Loads a folded network.
   *
   * @param device as for {@link Devices#named}
   */
  public static DjlWhiteBox load(Architecture architecture, Path weights, String device) {
    return new DjlWhiteBox(architecture, LoadedNetwork.open(architecture, weights, device));
  }

  /** The version of the engine that computes: PyTorch's. */
  public static String engineVersion() {
    return Engine.getInstance().getVersion();
  }

  /** The threads that the engine computes with. */
  public static int engineThreads() {
    return JniUtils.getNumThreads();
  }

  @Override
  public Geometry geometry() {
    return architecture.geometry();
  }

  @Override
  public int classes() {
    return architecture.classes();
  }

  @Override
  public float[][] logits(float[][] images) {
    float[][] logits = new float[images.length][];
    lanes.run(
        images.length, BATCH, (lane, from, until) -> logits(lane, images, logits, from, until));
    return logits;
  }

  private void logits(LoadedNetwork lane, float[][] images, float[][] logits, int from, int until) {
    try (NDScope scope = new NDScope();
        NDManager call = lane.manager().newSubManager()) {
      scope.suppressNotUsedWarning();
      NDList input = new NDList(tensor(call, images, from, until));
      NDArray output = lane.network().forward(lane.store(), input, false).singletonOrThrow();
      split(output.toFloatArray(), classes(), logits, from);
    }
  }

  @Override
  public float[][] gradient(float[][] images, int[] labels, Loss loss) {
    float[][] gradients = new float[images.length][];
    lanes.run(
        images.length,
        BATCH,
        (lane, from, until) -> gradient(lane, images, labels, loss, gradients, from, until));
    return gradients;
  }

  private void gradient(
      LoadedNetwork lane,
      float[][] images,
      int[] labels,
      Loss loss,
      float[][] gradients,
      int from,
      int until) {
    try (NDScope scope = new NDScope();
        NDManager call = lane.manager().newSubManager()) {
      scope.suppressNotUsedWarning();
      NDArray input = tensor(call, images, from, until);
      NDArray gradient =
          InputGradients.of(lane, input, logits -> lossGradients(logits, labels, loss, from));
      split(gradient.toFloatArray(), geometry().size(), gradients, from);
    }
  }

  /** The gradient of each image's loss by its logits: what back-propagation starts from. */
  private float[] lossGradients(float[] logits, int[] labels, Loss loss, int from) {
    float[] gradients = new float[logits.length];
    for (int i = 0; i < logits.length; i += classes()) {
      float[] row = Arrays.copyOfRange(logits, i, i + classes());
      float[] gradient = loss.gradient(row, labels[from + i / classes()]);
      System.arraycopy(gradient, 0, gradients, i, classes());
    }
    return gradients;
  }

  private NDArray tensor(NDManager call, float[][] images, int from, int until) {
    int size = geometry().size();
    float[] values = new float[(until - from) * size];
    for (int i = from; i < until; i++) {
      System.arraycopy(images[i], 0, values, (i - from) * size, size);
    }
    Shape shape = Tensors.shape(geometry(), until - from);
    return call.create(values, shape);
  }

  private static void split(float[] values, int size, float[][] rows, int from) {
    for (int i = 0; i < values.length / size; i++) {
      rows[from + i] = Arrays.copyOfRange(values, i * size, (i + 1) * size);
    }
  }

  @Override
  public void close() {
    lanes.close();
    loaded.close();
  }
}
