package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.TorchScript;
import java.util.List;
import java.util.Optional;

/**
 * What a TorchScript network gave for N images: a tuple of the logits (N x classes), the taps in
 * the order of the network, and at the end, where there is one, the vector that the logits are
 * computed from (N x numbers). A tap is N x channels x height x width, or N x tokens x channels.
 *
 * @param logits N x classes
 * @param taps N x channels x places each
 * @param embedding N x numbers
 */
record ScriptOutputs(NDArray logits, List<NDArray> taps, Optional<NDArray> embedding) {
  private static final int MATRIX = 2;
  private static final int TOKENS = 3;
  private static final int MAPS = 4;

  /**
   * Takes a tuple apart.
   *
   * @throws IllegalArgumentException in words, when it is none of the above
   */
  static ScriptOutputs of(NDList outputs, long images) {
    if (outputs.size() < 2) {
      throw new IllegalArgumentException(
          "gives "
              + (outputs.isEmpty() ? "nothing" : "one tensor, " + outputs.get(0).getShape())
              + "; it must give a tuple: the logits, then at least one tap");
    }
    if (outputs.get(0).getName() != null) {
      throw new IllegalArgumentException(
          "gives a dictionary; it must give a tuple: the logits, then the taps");
    }
    for (int i = 0; i < outputs.size(); i++) {
      check(outputs.get(i), i, images);
    }
    NDArray last = outputs.get(outputs.size() - 1);
    boolean embeds = outputs.size() > 2 && last.getShape().dimension() == MATRIX;
    List<NDArray> taps =
        outputs.subList(1, outputs.size() - (embeds ? 1 : 0)).stream()
            .map(ScriptOutputs::flat)
            .toList();
    return new ScriptOutputs(outputs.get(0), taps, embeds ? Optional.of(last) : Optional.empty());
  }

  private static void check(NDArray output, int number, long images) {
    Shape shape = output.getShape();
    String name = number == 0 ? "its logits are " : "its output " + number + " is ";
    if (output.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          name + output.getDataType() + "; it must give 32-bit floats");
    }
    if (shape.dimension() < 1 || shape.get(0) != images) {
      throw new IllegalArgumentException(
          name + shape + " for " + images + " images; the first dimension must be theirs");
    }
    if (number == 0 && shape.dimension() != MATRIX) {
      throw new IllegalArgumentException(name + shape + "; they must be images x classes");
    }
    if (shape.dimension() > MAPS || shape.size() == 0) {
      throw new IllegalArgumentException(
          name + shape + "; a tap is images x channels x height x width");
    }
  }

  private static NDArray flat(NDArray tap) {
    return switch (tap.getShape().dimension()) {
      case MAPS -> Pooling.flatten(tap);
      case TOKENS -> tap.transpose(0, 2, 1);
      default ->
          throw new IllegalArgumentException(
              "an output of shape "
                  + tap.getShape()
                  + " stands before the last; a tap is images x channels x height x width or"
                  + " images x tokens x channels, and only the last output may be images x"
                  + " numbers");
    };
  }

  /** The architecture of a network that gives this. */
  TorchScript architecture(Geometry geometry) {
    return TorchScript.of(
        geometry,
        (int) logits.getShape().get(1),
        taps.stream().map(tap -> (int) tap.getShape().get(1)).toList(),
        embedding.map(numbers -> (int) numbers.getShape().get(1)).orElse(0));
  }

  /** N x {@link io.lazaret.core.model.FeatureLayout#size()}. */
  NDArray rows() {
    NDList row = new NDList(logits);
    taps.forEach(tap -> Pooling.add(tap, row));
    embedding.ifPresent(row::add);
    return NDArrays.concat(row, 1);
  }
}
