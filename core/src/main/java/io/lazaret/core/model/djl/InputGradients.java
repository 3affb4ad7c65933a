package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;

/**
 * Gradients of a function of the logits with respect to the images.
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
    boolean before = JniUtils.isGradMode();
    try {
      images.setRequiresGradient(true);
      JniUtils.setGradMode(true);
      NDArray logits =
          loaded.network().forward(loaded.store(), new NDList(images), false).singletonOrThrow();
      NDArray start =
          images.getManager().create(seed.apply(logits.toFloatArray()), logits.getShape());
      JniUtils.backward((PtNDArray) logits, (PtNDArray) start, false, false);
      return images.getGradient();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
