package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.lazaret.core.model.BuiltIn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network of a {@link BuiltIn} architecture as a DJL block: with batch normalisation and
 * dropout for training or, folded, with biases in their place for everything else. A folded network
 * and a trainable one in evaluation compute the same.
 */
public final class Network extends AbstractBlock {
  private static final String HEAD = "head";

  private final BuiltIn architecture;
  private final Layers layers;
  private final Trunk trunk;
  private final float dropout;

  private Network(BuiltIn architecture, boolean folded, double dropout) {
    super((byte) 1);
    this.architecture = architecture;
    this.layers = new Layers(folded);
    this.trunk = architecture.fold(ResNetTrunk::new, MobileNetV2Trunk::new);
    this.dropout = (float) dropout;
    trunk.addTo(layers);
    var layout = architecture.layout();
    int end = layout.taps().get(layout.taps().size() - 1).channels();
    if (layout.embedding() > 0) {
      layers.linear(HEAD, end, layout.embedding());
    }
    layers.linear(architecture.classifier(), layout.penultimateSize(), layout.classes());
    layers.blocks().forEach(this::addChildBlock);
  }

  /** A network whose convolutions carry biases; it has no batch normalisation. */
  public static Network folded(BuiltIn architecture) {
    return new Network(architecture, true, 0);
  }

  /**
   * A network to train.
   *
   * @param dropout share of the penultimate vector that each training step leaves out, 0 to below 1
   */
  public static Network trainable(BuiltIn architecture, double dropout) {
    return new Network(architecture, false, dropout);
  }

  public BuiltIn architecture() {
    return architecture;
  }

  Layers layers() {
    return layers;
  }

  /** What batch normalisation adds to a variance. */
  public static float batchNormEpsilon() {
    return Layers.EPSILON;
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
    return layers.parametersByName();
  }

  /** The batch normalisation behind a layer, which folding takes into it; none behind the last. */
  public Optional<String> normBehind(String layer) {
    return layers.norm(layer);
  }

  /** Whether a parameter belongs to the task, not to what published weights hold. */
  public boolean isOfTask(String parameter) {
    String layer = parameter.substring(0, parameter.lastIndexOf('.'));
    return layer.equals(HEAD) || layer.equals(architecture.classifier());
  }

  /**
   * The network's row of numbers, with the autograd graph where gradients are on.
   *
   * @param images N x channels x height x width intensities in [0, 1]
   * @return in the order of {@link io.lazaret.core.model.FeatureLayout}: logits (N x classes), for
   *     every tap its means and its deviations (N x channels each), the embedding where there is a
   *     head (N x embedding)
   */
  public NDList taps(ParameterStore store, NDArray images) {
    NDList outputs = new NDList();
    describe(new Pass(layers, store, false, Optional.of(outputs)), images, outputs);
    return outputs;
  }

  /**
   * Takes all steps of the network.
   *
   * @param on which keep the taps in the list of outputs
   * @param images N x channels x height x width intensities in [0, 1]
   * @param outputs what {@link #taps} gives
   */
  <T> void describe(Operations<T> on, T images, List<T> outputs) {
    T penultimate = penultimate(on, images);
    if (architecture.layout().embedding() > 0) {
      outputs.add(penultimate);
    }
    outputs.add(0, on.linear(architecture.classifier(), penultimate));
  }

  /** The logits alone: N x classes. */
  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    Pass pass = new Pass(layers, store, training, Optional.empty());
    NDArray penultimate = penultimate(pass, inputs.singletonOrThrow());
    if (training && dropout > 0) {
      penultimate = Dropout.dropout(penultimate, dropout, true).singletonOrThrow();
    }
    return new NDList(pass.linear(architecture.classifier(), penultimate));
  }

  /**
   * The activations that the average pool takes in: the last place where the network knows where it
   * looks.
   *
   * @param images N x channels x height x width intensities in [0, 1]
   * @return N x channels of the last tap x rows x columns
   */
  public NDArray lastMaps(ParameterStore store, NDArray images) {
    Pass pass = new Pass(layers, store, false, Optional.empty());
    return trunk.run(pass, pass.normalise(images, architecture.ends().normalisation()));
  }

  /**
   * What the network makes of its last activations.
   *
   * @param maps as {@link #lastMaps} gives them
   * @return logits: N x classes
   */
  public NDArray logitsOfMaps(ParameterStore store, NDArray maps) {
    Pass pass = new Pass(layers, store, false, Optional.empty());
    return pass.linear(architecture.classifier(), penultimateOfMaps(pass, maps));
  }

  private <T> T penultimate(Operations<T> on, T images) {
    T normalised = on.normalise(images, architecture.ends().normalisation());
    return penultimateOfMaps(on, trunk.run(on, normalised));
  }

  private <T> T penultimateOfMaps(Operations<T> on, T maps) {
    T pooled = on.pool(maps);
    return layers.has(HEAD) ? on.linear(HEAD, pooled) : pooled;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    layers.initialize(manager, type);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), architecture.classes())};
  }
}
