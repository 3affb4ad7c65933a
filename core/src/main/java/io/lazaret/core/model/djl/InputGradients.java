package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
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
    return of(
        images,
        each -> loaded.network().forward(loaded.store(), new NDList(each), false).get(0),
        seed);
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
    return of(
        images, each -> NDArrays.concat(loaded.network().taps(loaded.store(), each), 1), seed);
  }

  private static NDArray of(
      NDArray images, UnaryOperator<NDArray> forward, UnaryOperator<float[]> seed) {
    boolean before = JniUtils.isGradMode();
    try {
      images.setRequiresGradient(true);
      JniUtils.setGradMode(true);
      NDArray output = forward.apply(images);
      NDArray start =
          images.getManager().create(seed.apply(output.toFloatArray()), output.getShape());
      JniUtils.backward((PtNDArray) output, (PtNDArray) start, false, false);
      return images.getGradient();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
