package io.lazaret.core.model.djl;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Prepared;
import java.lang.management.MemoryUsage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network with its weights on a device. Images go in through one reused direct buffer that
 * tensors alias, and every tensor of a call dies with the call: native memory stays flat. Gradients
 * are computed for images that were prepared for them, and cost nothing where none is.
 */
public final class DjlBackbone implements Backbone {
  /**
   * Intensities that go through the network at once on a CPU. More take no less time, and their
   * activations take many times their memory. A GPU gets whole batches.
   */
  private static final int PASS_BYTES = 32 << 20;

  private final FeatureLayout layout;
  private final Geometry geometry;
  private final LoadedNetwork loaded;
  private final GradientPass gradientPass;
  private final String device;
  private ByteBuffer input = ByteBuffer.allocateDirect(0);

  private DjlBackbone(Architecture architecture, LoadedNetwork loaded, String device) {
    this.layout = architecture.layout();
    this.geometry = architecture.geometry();
    this.loaded = loaded;
    this.gradientPass = new GradientPass(loaded, geometry);
    this.device = device;
  }

  /**
   * Loads a network.
   *
   * @param weights as for {@link LoadedNetwork#open}
   * @param device as for {@link Devices#named}
   * @throws io.lazaret.core.RefusedException when the weights do not fit the architecture or the
   *     device is not there
   */
  public static DjlBackbone load(Architecture architecture, Path weights, String device) {
    return load(architecture, weights, Engine.PYTORCH, device);
  }

  /**
   * Loads a network that any engine computes.
   *
   * @param engine other than PyTorch: without gradients
   * @throws io.lazaret.core.RefusedException as above, and when the engine is not there or cannot
   *     run the architecture
   */
  public static DjlBackbone load(
      Architecture architecture, Path weights, Engine engine, String device) {
    LoadedNetwork loaded = LoadedNetwork.open(architecture, weights, engine, device);
    String by = engine == Engine.PYTORCH ? "" : engine.name().toLowerCase(Locale.ROOT) + ":";
    return new DjlBackbone(architecture, loaded, by + loaded.manager().getDevice());
  }

  @Override
  public FeatureLayout layout() {
    return layout;
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public Optional<MemoryUsage> deviceMemory() {
    Device device = loaded.manager().getDevice();
    return device.isGpu() ? Optional.of(CudaUtils.getGpuMemory(device)) : Optional.empty();
  }

  @Override
  public List<Features> run(List<Prepared> batch) {
    int planes = batch.get(0).planes();
    try {
      float[] numbers = forward(batch, planes);
      List<float[]> gradients = batch.get(0).withGradients() ? gradientPass.run(batch) : List.of();
      return split(numbers, gradients, batch.size(), planes);
    } catch (EngineException e) {
      throw EngineFailures.blamed(e);
    }
  }

  private float[] forward(List<Prepared> batch, int planes) {
    ByteBuffer all = fill(batch, planes);
    int rows = batch.size() * planes;
    int bytes = geometry.size() * Float.BYTES;
    int most = loaded.manager().getDevice().isGpu() ? rows : Math.max(1, PASS_BYTES / bytes);
    float[] numbers = new float[rows * layout.size()];
    for (int from = 0; from < rows; from += most) {
      int some = Math.min(most, rows - from);
      ByteBuffer part = all.slice(from * bytes, some * bytes).order(ByteOrder.nativeOrder());
      float[] found = pass(part, some);
      System.arraycopy(found, 0, numbers, from * layout.size(), found.length);
    }
    return numbers;
  }

  private float[] pass(ByteBuffer intensities, int rows) {
    try (EngineCall call = EngineCall.begin(loaded.manager())) {
      NDArray images = call.manager().create(intensities, shape(rows), DataType.FLOAT32);
      return loaded.rows(images).toFloatArray();
    }
  }

  private Shape shape(int rows) {
    return new Shape(rows, geometry.channels(), geometry.height(), geometry.width());
  }

  private ByteBuffer fill(List<Prepared> batch, int planes) {
    int bytes = batch.size() * planes * geometry.size() * Float.BYTES;
    if (input.capacity() < bytes) {
      input = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    input.clear().limit(bytes);
    var floats = input.asFloatBuffer();
    for (Prepared image : batch) {
      if (image.planes() != planes
          || image.planeSize() != geometry.size()
          || image.withGradients() != batch.get(0).withGradients()) {
        throw new IllegalArgumentException(
            image.planes() + " planes of " + image.planeSize() + " do not fit " + geometry);
      }
      image.copyTo(floats);
    }
    return input;
  }

  private List<Features> split(float[] numbers, List<float[]> gradients, int images, int planes) {
    int size = layout.size();
    List<Features> features = new ArrayList<>(images);
    for (int image = 0; image < images; image++) {
      float[][] rows = new float[planes][];
      for (int plane = 0; plane < planes; plane++) {
        int start = (image * planes + plane) * size;
        rows[plane] = Arrays.copyOfRange(numbers, start, start + size);
      }
      features.add(
          gradients.isEmpty()
              ? new Features(layout, rows)
              : new Features(layout, rows, gradients.get(image)));
    }
    return features;
  }

  @Override
  public void close() {
    loaded.close();
  }
}
