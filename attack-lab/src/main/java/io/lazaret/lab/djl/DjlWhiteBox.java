package io.lazaret.lab.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.djl.Devices;
import io.lazaret.core.model.djl.EngineCall;
import io.lazaret.core.model.djl.FoldedNetwork;
import io.lazaret.core.model.djl.InputGradients;
import io.lazaret.core.model.djl.LoadedNetwork;
import io.lazaret.lab.attack.Gradients;
import io.lazaret.lab.attack.Objective;
import io.lazaret.lab.attack.TappedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The network of a bundle with its input gradients: the very network that the app runs. One thread
 * at a time.
 */
public final class DjlWhiteBox implements TappedModel, AutoCloseable {
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
   * Loads a network.
   *
   * @param weights as for {@link LoadedNetwork#open}
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

  /** The number of weights; batch normalisation is folded where Lazaret built the network. */
  public long parameters() {
    return loaded.parameters();
  }

  /**
   * Where the network looks; lives as long as this model.
   *
   * @throws RefusedException when the network is a TorchScript program, whose activations have no
   *     gradients that one could ask for
   */
  public GradCam gradCam() {
    if (loaded instanceof FoldedNetwork folded) {
      return new GradCam(architecture, folded);
    }
    throw new RefusedException("where a TorchScript network looks cannot be seen from outside");
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
      try (EngineCall call = EngineCall.begin(loaded.manager())) {
        NDArray output = loaded.logits(tensor(call.manager(), images, from, until));
        split(values(output), classes(), logits, from);
      }
    }
    return logits;
  }

  @Override
  public Gradients gradient(float[][] images, Objective objective) {
    Gradients all = new Gradients(new float[images.length][], new float[images.length][]);
    for (int from = 0; from < images.length; from += BATCH) {
      int until = Math.min(images.length, from + BATCH);
      gradient(images, objective, all, from, until);
    }
    return all;
  }

  private void gradient(float[][] images, Objective objective, Gradients all, int from, int until) {
    try (EngineCall call = EngineCall.begin(loaded.manager())) {
      NDArray input = tensor(call.manager(), images, from, until);
      NDArray gradient =
          InputGradients.of(
              loaded,
              input,
              logits -> {
                split(FloatBuffer.wrap(logits), classes(), all.logits(), from);
                return seed(objective, all.logits(), from, until);
              });
      split(values(gradient), geometry().size(), all.byImage(), from);
    }
  }

  /** The derivative of each image's objective by its logits: what back-propagation starts from. */
  private float[] seed(Objective objective, float[][] logits, int from, int until) {
    float[] seed = new float[(until - from) * classes()];
    for (int i = from; i < until; i++) {
      float[] derivative = objective.byLogits(i, logits[i]);
      System.arraycopy(derivative, 0, seed, (i - from) * classes(), classes());
    }
    return seed;
  }

  @Override
  public FeatureLayout layout() {
    return architecture.layout();
  }

  @Override
  public float[][] rows(float[][] images) {
    float[][] rows = new float[images.length][];
    for (int from = 0; from < images.length; from += BATCH) {
      int until = Math.min(images.length, from + BATCH);
      try (EngineCall call = EngineCall.begin(loaded.manager())) {
        split(
            values(loaded.rows(tensor(call.manager(), images, from, until))),
            layout().size(),
            rows,
            from);
      }
    }
    return rows;
  }

  @Override
  public RowGradients gradientOfRows(float[][][] images, RowObjective objective) {
    RowGradients all = new RowGradients(new float[images.length][][], new float[images.length][][]);
    int planes = images.length == 0 ? 1 : images[0].length;
    int subjects = Math.max(1, BATCH / planes); // a subject's planes are seen together
    for (int from = 0; from < images.length; from += subjects) {
      int until = Math.min(images.length, from + subjects);
      gradientOfRows(images, objective, all, from, until);
    }
    return all;
  }

  private void gradientOfRows(
      float[][][] images, RowObjective objective, RowGradients all, int from, int until) {
    float[][] planes =
        Arrays.stream(images, from, until).flatMap(Arrays::stream).toArray(float[][]::new);
    try (EngineCall call = EngineCall.begin(loaded.manager())) {
      NDArray gradient =
          InputGradients.ofRows(
              loaded,
              tensor(call.manager(), planes, 0, planes.length),
              numbers -> {
                subjects(FloatBuffer.wrap(numbers), layout().size(), all.rows(), from, until);
                return seedOfRows(objective, all.rows(), from, until);
              });
      subjects(values(gradient), geometry().size(), all.byImage(), from, until);
    }
  }

  private float[] seedOfRows(RowObjective objective, float[][][] rows, int from, int until) {
    int planes = rows[from].length;
    int size = layout().size();
    float[] seed = new float[(until - from) * planes * size];
    for (int i = from; i < until; i++) {
      float[][] derivative = objective.byRows(i, rows[i]);
      for (int plane = 0; plane < planes; plane++) {
        System.arraycopy(derivative[plane], 0, seed, ((i - from) * planes + plane) * size, size);
      }
    }
    return seed;
  }

  /** Deals the numbers of all planes out to the subjects that they belong to. */
  private static void subjects(
      FloatBuffer numbers, int size, float[][][] all, int from, int until) {
    float[][] rows = new float[numbers.remaining() / size][];
    split(numbers, size, rows, 0);
    int planes = rows.length / (until - from);
    for (int i = from; i < until; i++) {
      all[i] = Arrays.copyOfRange(rows, (i - from) * planes, (i - from + 1) * planes);
    }
  }

  /** The images as a tensor over the one buffer, which the next call fills anew. */
  private NDArray tensor(NDManager owner, float[][] images, int from, int until) {
    int bytes = (until - from) * geometry().size() * Float.BYTES;
    if (input.capacity() < bytes) {
      input = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    input.clear().limit(bytes);
    FloatBuffer values = input.asFloatBuffer();
    for (int i = from; i < until; i++) {
      values.put(images[i]);
    }
    return owner.create(input, Tensors.shape(geometry(), until - from), DataType.FLOAT32);
  }

  /** A tensor's own memory: good as long as the tensor. */
  private static FloatBuffer values(NDArray tensor) {
    return tensor.toByteBuffer(true).asFloatBuffer();
  }

  /** Copies rows, one for each image from the first on. */
  private static void split(FloatBuffer values, int size, float[][] rows, int from) {
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
