package io.lazaret.lab.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.djl.Devices;
import io.lazaret.core.model.djl.InputGradients;
import io.lazaret.core.model.djl.LoadedNetwork;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.WhiteBoxModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The folded network of a bundle with its input gradients: the very network that the app runs. One
 * thread at a time.
 */
public final class DjlWhiteBox implements WhiteBoxModel, AutoCloseable {
  /** Images of one pass: fixed, so that memory is bounded whatever an attack asks for. */
  private static final int BATCH = 32;

  private final Architecture architecture;
  private final LoadedNetwork loaded;
  private ByteBuffer input = ByteBuffer.allocateDirect(0);

  private DjlWhiteBox(Architecture architecture, LoadedNetwork loaded) {
    this.architecture = architecture;
    this.loaded = loaded;
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
    for (int from = 0; from < images.length; from += BATCH) {
      int until = Math.min(images.length, from + BATCH);
      try (NDScope scope = new NDScope();
          NDManager call = loaded.manager().newSubManager()) {
        scope.suppressNotUsedWarning();
        NDArray output = forward(tensor(call, images, from, until));
        split(output, classes(), logits, from);
      }
    }
    return logits;
  }

  @Override
  public float[][] gradient(float[][] images, int[] labels, Loss loss) {
    float[][] gradients = new float[images.length][];
    for (int from = 0; from < images.length; from += BATCH) {
      int until = Math.min(images.length, from + BATCH);
      gradient(images, labels, loss, gradients, from, until);
    }
    return gradients;
  }

  private void gradient(
      float[][] images, int[] labels, Loss loss, float[][] gradients, int from, int until) {
    try (NDScope scope = new NDScope();
        NDManager call = loaded.manager().newSubManager()) {
      scope.suppressNotUsedWarning();
      NDArray input = tensor(call, images, from, until);
      NDArray gradient =
          InputGradients.of(loaded, input, logits -> lossGradients(logits, labels, loss, from));
      split(gradient, geometry().size(), gradients, from);
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

  private NDArray forward(NDArray input) {
    return loaded.network().forward(loaded.store(), new NDList(input), false).singletonOrThrow();
  }

  /** Images as a tensor that aliases the input buffer: good until the next one. */
  private NDArray tensor(NDManager call, float[][] images, int from, int until) {
    int bytes = (until - from) * geometry().size() * Float.BYTES;
    if (input.capacity() < bytes) {
      input = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    input.clear().limit(bytes);
    FloatBuffer floats = input.asFloatBuffer();
    for (int i = from; i < until; i++) {
      floats.put(images[i]);
    }
    return call.create(input, Tensors.shape(geometry(), until - from), DataType.FLOAT32);
  }

  /** Copies a tensor's rows, one for each image from the first on. */
  private static void split(NDArray tensor, int size, float[][] rows, int from) {
    FloatBuffer values = tensor.toByteBuffer(true).asFloatBuffer();
    for (int i = from; values.hasRemaining(); i++) {
      rows[i] = new float[size];
      values.get(rows[i]);
    }
  }

  @Override
  public void close() {
    loaded.close();
  }
}
