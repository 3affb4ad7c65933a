package io.lazaret.core.model.djl;

import ai.djl.nn.Parameter;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Normalisation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A folded network written down as an ONNX model (opset 13, IR version 7): a node for every step, a
 * name for every value. From {@code images} (N x channels x height x width intensities in [0, 1])
 * to {@code rows} (N x {@link io.lazaret.core.model.FeatureLayout#size()}).
 */
final class OnnxGraph implements Operations<String> {
  static final String IMAGES = "images";
  static final String ROWS = "rows";

  private static final int OPSET = 13;
  private static final int IR_VERSION = 7;

  private final Layers layers;
  private final List<String> outputs = new ArrayList<>();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");

  private OnnxGraph(Layers layers) {
    this.layers = layers;
  }

  /** The model of an initialised folded network, as the bytes of a file. */
  static byte[] of(Network network) {
    OnnxGraph described = new OnnxGraph(network.layers());
    network.parametersByName().forEach(described::weights);
    network.describe(described, IMAGES, described.outputs);
    return described.model(network.architecture().geometry());
  }

  private byte[] model(Geometry geometry) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addAllInput(outputs)
            .addOutput(ROWS)
            .addAttribute(integer("axis", 1)));
    graph.addInput(tensor(IMAGES, "N", geometry.channels(), geometry.height(), geometry.width()));
    graph.addOutput(tensor(ROWS, "N"));
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph);
    model.setProducerName("lazaret").addOpsetImportBuilder().setVersion(OPSET);
    return model.build().toByteArray();
  }

  /** A tensor of any number of rows; without further sizes, of rows of any size. */
  private static ValueInfoProto tensor(String name, String rows, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(rows);
    for (long size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
    if (sizes.length == 0) {
      shape.addDimBuilder().setDimParam("numbers");
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private void weights(String name, Parameter parameter) {
    List<Long> shape = new ArrayList<>();
    for (long size : parameter.getArray().getShape().getShape()) {
      shape.add(size);
    }
    constant(name, shape, parameter.getArray().toFloatArray());
  }

  private String constant(String name, List<Long> shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(shape)
            .setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  /** A number that stands in the graph once for every place that needs it. */
  private String number(float value) {
    return constant("number " + graph.getInitializerCount(), List.of(), value);
  }

  private String node(String operator, List<String> inputs, AttributeProto... attributes) {
    String name = operator + " " + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes)));
    return name;
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static AttributeProto everywhere(String name, long value, int times) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Collections.nCopies(times, value))
        .build();
  }

  @Override
  public String normalise(String images, Normalisation by) {
    String centred = node("Sub", List.of(images, channels("mean", by.mean())));
    return node("Div", List.of(centred, channels("deviation", by.deviation())));
  }

  private String channels(String name, List<Float> numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return constant(name, List.of(1L, (long) values.length, 1L, 1L), values);
  }

  @Override
  public String convolve(String layer, String x) {
    Layers.Convolution convolution = layers.convolution(layer);
    return node(
        "Conv",
        List.of(x, layer + ".weight", layer + ".bias"),
        integer("group", convolution.groups()),
        everywhere("kernel_shape", convolution.kernel(), 2),
        everywhere("strides", convolution.stride(), 2),
        everywhere("pads", convolution.kernel() / 2, 4));
  }

  @Override
  public String relu(String x) {
    return node("Relu", List.of(x));
  }

  @Override
  public String relu6(String x) {
    return node("Clip", List.of(x, number(0), number(6)));
  }

  @Override
  public String largest(String x) {
    return node(
        "MaxPool",
        List.of(x),
        everywhere("kernel_shape", 3, 2),
        everywhere("strides", 2, 2),
        everywhere("pads", 1, 4));
  }

  @Override
  public String add(String x, String other) {
    return node("Add", List.of(x, other));
  }

  @Override
  public String pool(String maps) {
    return vector(mean(maps));
  }

  /** N x channels x 1 x 1. */
  private String mean(String maps) {
    return node("GlobalAveragePool", List.of(maps));
  }

  private String vector(String pooled) {
    return node("Flatten", List.of(pooled));
  }

  @Override
  public String linear(String layer, String x) {
    List<String> inputs = List.of(x, layer + ".weight", layer + ".bias");
    return node("Gemm", inputs, integer("transB", 1));
  }

  @Override
  public void tap(String x) {
    String mean = mean(x);
    String deviations = node("Sub", List.of(x, mean));
    String variance = mean(node("Mul", List.of(deviations, deviations)));
    String positive = node("Add", List.of(variance, number(Pooling.TINY_VARIANCE)));
    outputs.add(vector(mean));
    outputs.add(vector(node("Sqrt", List.of(positive))));
  }

  @Override
  public void release(String x) {
    // A name holds no memory.
  }
}
