package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import io.lazaret.core.Required;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The layers of a network by torchvision's names: convolutions, each with the batch normalisation
 * behind it or, folded, with a bias in its place, and linear layers.
 */
final class Layers {
  /** What batch normalisation adds to a variance. */
  static final float EPSILON = 1e-5f;

  /** The share that running statistics keep at each step; torch calls the rest momentum. */
  private static final float KEPT = 0.9f;

  private final boolean folded;
  private final Map<String, Block> blocks = new LinkedHashMap<>();
  private final Map<String, Shape> inputs = new HashMap<>();
  private final Map<String, Convolution> convolutions = new HashMap<>();

  /**
   * A convolution whose padding keeps rows and columns, stride apart.
   *
   * @param name of the convolution
   * @param norm name of the batch normalisation behind it
   * @param kernel rows and columns of the kernel, odd
   * @param groups 1, or {@code in} where each channel is convolved by itself
   */
  record Convolution(
      String name, String norm, int in, int out, int kernel, int stride, int groups) {}

  Layers(boolean folded) {
    this.folded = folded;
  }

  /** Adds a convolution of all channels. */
  void convolution(String name, String norm, int in, int out, int kernel, int stride) {
    convolution(new Convolution(name, norm, in, out, kernel, stride, 1));
  }

  void convolution(Convolution layer) {
    int kernel = layer.kernel();
    Block block =
        Conv2d.builder()
            .setKernelShape(new Shape(kernel, kernel))
            .setFilters(layer.out())
            .optStride(new Shape(layer.stride(), layer.stride()))
            .optPadding(new Shape(kernel / 2, kernel / 2))
            .optGroups(layer.groups())
            .optBias(folded)
            .build();
    if (folded) { // never to train: the gradients of weights laid so overwrite foreign memory
      block.setInitializer(Layers::channelsLast, Parameter.Type.WEIGHT);
    }
    add(layer.name(), new Shape(1, layer.in(), kernel, kernel), block);
    convolutions.put(layer.name(), layer);
    if (!folded) {
      add(
          layer.norm(),
          new Shape(1, layer.out(), 1, 1),
          BatchNorm.builder().optEpsilon(EPSILON).optMomentum(KEPT).build());
    }
  }

  /**
   * Weights as DJL draws them, laid out in memory as out x rows x columns x in on a CPU. There
   * libtorch keeps every activation so too, and no convolution has to turn its input and output
   * round. Values read into such an array later keep the layout.
   */
  private static NDArray channelsLast(NDManager manager, Shape shape, DataType type) {
    NDArray drawn = Parameter.Type.WEIGHT.getInitializer().initialize(manager, shape, type);
    if (manager.getDevice().isGpu()) {
      return drawn;
    }
    Shape turned = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
    try (drawn;
        NDArray memory = manager.zeros(turned, type)) {
      return memory.transpose(0, 3, 1, 2).addi(drawn);
    }
  }

  /** Adds a linear layer with a bias. */
  void linear(String name, int in, int out) {
    add(name, new Shape(1, in), Linear.builder().setUnits(out).build());
  }

  private void add(String name, Shape input, Block block) {
    blocks.put(name, block);
    inputs.put(name, input);
  }

  /** Every layer, in the order in which they were added. */
  Map<String, Block> blocks() {
    return blocks;
  }

  boolean folded() {
    return folded;
  }

  boolean has(String name) {
    return blocks.containsKey(name);
  }

  Block block(String name) {
    return Required.of(blocks, name);
  }

  /** The batch normalisation behind a layer; none behind a linear one. */
  Optional<String> norm(String name) {
    return Optional.ofNullable(convolutions.get(name)).map(Convolution::norm);
  }

  Convolution convolution(String name) {
    return Required.of(convolutions, name);
  }

  /** Makes every parameter's array: a layer's shapes follow from its channels alone. */
  void initialize(NDManager manager, DataType type) {
    blocks.forEach((name, block) -> block.initialize(manager, type, inputs.get(name)));
  }

  /** Every parameter under torchvision's name. */
  Map<String, Parameter> parametersByName() {
    Map<String, Parameter> named = new LinkedHashMap<>();
    blocks.forEach(
        (layer, block) ->
            block
                .getParameters()
                .values()
                .forEach(parameter -> named.put(layer + "." + suffix(parameter), parameter)));
    return named;
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
}
