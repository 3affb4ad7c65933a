package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;

/**
 * Gradients of a function of the logits, or of all that the network says, with respect to the
 * images.
 *
 * <p>Gradient mode is set through libtorch's own thread-local switch, because DJL's gradient
 * collector allows one collector in the whole process.
 */
public final class InputGradients {
  private InputGradients() {}

  /**
   * Runs the network forward and backward.
   *
   * @param images N x channels x height x width intensities in [0, 1]; their manager owns all that
   *     the call makes
   * @param seed from the logits of all images, N x classes, to the gradient of the wanted function
   *     by each of them: what back-propagation starts from
   * @return the gradient, of the images' shape
   */
  public static NDArray of(LoadedNetwork loaded, NDArray images, UnaryOperator<float[]> seed) {
    return of(images, loaded::logits, seed);
  }

  /**
   * Runs the network forward and backward, with its taps.
   *
   * @param images as for {@link #of}
   * @param seed as for {@link #of}, from and to the whole rows: N x {@link
   *     io.lazaret.core.model.FeatureLayout#size()}
   * @return the gradient, of the images' shape
   */
  public static NDArray ofRows(LoadedNetwork loaded, NDArray images, UnaryOperator<float[]> seed) {
    return of(images, loaded::rows, seed);
  }

  /**
   * Runs a part of the network forward and backward.
   *
   * @param from what the part takes in; its manager owns all that the call makes
   * @param part from there to the logits, N x classes
   * @param seed as above
   * @return the gradient, of the shape of what the part takes in
   */
  public static NDArray of(NDArray from, UnaryOperator<NDArray> part, UnaryOperator<float[]> seed) {
    boolean before = JniUtils.isGradMode();
    try {
      from.setRequiresGradient(true);
      JniUtils.setGradMode(true);
      NDArray logits = part.apply(from);
      NDArray start =
          from.getManager().create(seed.apply(logits.toFloatArray()), logits.getShape());
      JniUtils.backward((PtNDArray) logits, (PtNDArray) start, false, false);
      return from.getGradient();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
