package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.lazaret.core.model.Architecture;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The residual network of an {@link Architecture} as a DJL block, with batch normalisation for
 * training or, folded, with biases in its place for everything else.
 *
 * <p>All layers are direct children; {@link #parametersByName()} gives them torchvision's names.
 */
public final class ResNet extends AbstractBlock {
  private static final float BATCH_NORM_EPSILON = 1e-5f;

  private final Architecture architecture;
  private final boolean folded;
  private final Map<String, Block> layers = new LinkedHashMap<>();

  /**
   * @param folded whether convolutions carry biases and there is no batch normalisation
   */
  public ResNet(Architecture architecture, boolean folded) {
    super((byte) 1);
    this.architecture = architecture;
    this.folded = folded;
    addConvolution("conv1", "bn1", architecture.width(), 3, 2);
    int in = architecture.width();
    for (int stage = 0; stage < architecture.blocks().size(); stage++) {
      int out = architecture.channels(stage);
      for (int block = 0; block < architecture.blocks().get(stage); block++) {
        String name = blockName(stage, block);
        int stride = stage > 0 && block == 0 ? 2 : 1;
        addConvolution(name + ".conv1", name + ".bn1", out, 3, stride);
        addConvolution(name + ".conv2", name + ".bn2", out, 3, 1);
        if (stride != 1 || in != out) {
          addConvolution(name + ".downsample.0", name + ".downsample.1", out, 1, stride);
        }
        in = out;
      }
    }
    add("fc", Linear.builder().setUnits(architecture.classes()).build());
  }

  public Architecture architecture() {
    return architecture;
  }

  /** The epsilon that batch normalisation adds to a variance. */
  public static float batchNormEpsilon() {
    return BATCH_NORM_EPSILON;
  }

  /** Makes every parameter's array, at random. */
  public void initialize(NDManager manager) {
    var geometry = architecture.geometry();
    initialize(
        manager,
        DataType.FLOAT32,
        new Shape(1, geometry.channels(), geometry.height(), geometry.width()));
  }

  /** Every parameter under torchvision's name, in the order of the network. */
  public Map<String, Parameter> parametersByName() {
    Map<String, Parameter> named = new LinkedHashMap<>();
    layers.forEach(
        (layer, block) ->
            block
                .getParameters()
                .forEach(
                    entry -> named.put(layer + "." + suffix(entry.getValue()), entry.getValue())));
    return named;
  }

  /**
   * The network's logits and pooled taps, with the autograd graph where gradients are on.
   *
   * @param images N x channels x height x width intensities in [0, 1]
   * @return logits (N x classes), then for every tap its means and its deviations (N x channels)
   */
  public NDList taps(ParameterStore store, NDArray images) {
    NDList outputs = new NDList();
    NDArray pooled = run(store, images, false, outputs);
    outputs.add(0, layers.get("fc").forward(store, new NDList(pooled), false).singletonOrThrow());
    return outputs;
  }

  /** The logits alone: N x classes. */
  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray pooled = run(store, inputs.singletonOrThrow(), training, null);
    return layers.get("fc").forward(store, new NDList(pooled), training);
  }

  /** Runs all but the last layer; fills {@code taps} unless it is null; returns the pooled end. */
  private NDArray run(ParameterStore store, NDArray images, boolean training, NDList taps) {
    NDArray x = images.sub(architecture.mean()).div(architecture.deviation());
    x = Activation.relu(convolve("conv1", "bn1", store, x, training));
    NDArray mean = null;
    for (int stage = 0; stage < architecture.blocks().size(); stage++) {
      for (int block = 0; block < architecture.blocks().get(stage); block++) {
        x = basicBlock(blockName(stage, block), store, x, training);
        if (taps != null) {
          NDArray flat = flatten(x);
          NDArray kept = flat.mean(new int[] {2}, true);
          mean = kept.squeeze(2);
          taps.add(mean);
          taps.add(flat.sub(kept).square().mean(new int[] {2}).sqrt());
        }
      }
    }
    return mean != null ? mean : flatten(x).mean(new int[] {2});
  }

  /** N x channels x (height * width). */
  private static NDArray flatten(NDArray x) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), -1);
  }

  private NDArray basicBlock(String name, ParameterStore store, NDArray x, boolean training) {
    NDArray y = Activation.relu(convolve(name + ".conv1", name + ".bn1", store, x, training));
    y = convolve(name + ".conv2", name + ".bn2", store, y, training);
    NDArray shortcut =
        layers.containsKey(name + ".downsample.0")
            ? convolve(name + ".downsample.0", name + ".downsample.1", store, x, training)
            : x;
    return Activation.relu(y.add(shortcut));
  }

  private NDArray convolve(
      String convolution, String norm, ParameterStore store, NDArray x, boolean training) {
    NDList y = layers.get(convolution).forward(store, new NDList(x), training);
    return (folded ? y : layers.get(norm).forward(store, y, training)).singletonOrThrow();
  }

  private void addConvolution(String name, String norm, int filters, int kernel, int stride) {
    add(
        name,
        Conv2d.builder()
            .setKernelShape(new Shape(kernel, kernel))
            .setFilters(filters)
            .optStride(new Shape(stride, stride))
            .optPadding(new Shape(kernel / 2, kernel / 2))
            .optBias(folded)
            .build());
    if (!folded) {
      add(norm, BatchNorm.builder().optEpsilon(BATCH_NORM_EPSILON).optMomentum(0.9f).build());
    }
  }

  private void add(String name, Block layer) {
    layers.put(name, addChildBlock(name, layer));
  }

  private static String blockName(int stage, int block) {
    return "layer" + (stage + 1) + "." + block;
  }

  private static String suffix(Parameter parameter) {
    return switch (parameter.getType()) {
      case WEIGHT, GAMMA -> "weight";
      case BIAS, BETA -> "bias";
      case RUNNING_MEAN -> "running_mean";
      case RUNNING_VAR -> "running_var";
      case OTHER -> throw new IllegalStateException("parameter " + parameter.getName());
    };
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape[] end = initializeConvolution("conv1", "bn1", manager, type, inputs);
    for (int stage = 0; stage < architecture.blocks().size(); stage++) {
      for (int block = 0; block < architecture.blocks().get(stage); block++) {
        String name = blockName(stage, block);
        Shape[] start = end;
        end = initializeConvolution(name + ".conv1", name + ".bn1", manager, type, start);
        end = initializeConvolution(name + ".conv2", name + ".bn2", manager, type, end);
        if (layers.containsKey(name + ".downsample.0")) {
          initializeConvolution(
              name + ".downsample.0", name + ".downsample.1", manager, type, start);
        }
      }
    }
    Shape pooled = new Shape(end[0].get(0), end[0].get(1));
    layers.get("fc").initialize(manager, type, pooled);
  }

  private Shape[] initializeConvolution(
      String name, String norm, NDManager manager, DataType type, Shape[] inputs) {
    layers.get(name).initialize(manager, type, inputs);
    Shape[] outputs = layers.get(name).getOutputShapes(inputs);
    if (!folded) {
      layers.get(norm).initialize(manager, type, outputs);
    }
    return outputs;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), architecture.classes())};
  }
}
