package io.lazaret.core.model.view;

import io.lazaret.core.model.Levels;

/**
 * A mild transform of an image at the model's geometry. A clean image means the same to the network
 * after it; an image that was nudged across a decision boundary tends to move back. A view is a
 * pure function, and its edges repeat by reflection or wrap, so that no border appears.
 */
public interface View {

  /** The name in the bundle, for example {@code gaussian-0.7}. */
  String name();

  /**
   * The image under the transform.
   *
   * @return intensities in [0, 1], channels x height x width, in a new array
   */
  float[] apply(Levels image);

  /**
   * How a function of the view changes with the image: its derivative by the image from its
   * derivative by the view, by the transposed Jacobian. A view that rounds, whose own derivative is
   * 0 nearly everywhere, passes it straight through (Athalye et al., ICML 2018).
   *
   * @param image where the derivative is taken
   * @param byView the derivative by the view, channels x height x width
   * @return the derivative by the image's intensities, in a new array
   */
  default float[] pullBack(Levels image, float[] byView) {
    return byView.clone();
  }
}
