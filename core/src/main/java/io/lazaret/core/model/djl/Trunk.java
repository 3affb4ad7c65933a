package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;

/** The convolutions of a network: everything between normalised images and the pooled end. */
sealed interface Trunk permits ResNetTrunk, MobileNetV2Trunk {

  /** Adds the layers in the order of the network. */
  void addTo(Layers layers);

  /**
   * Runs them and hands every tap of the architecture to the pass, the end last.
   *
   * @param x N x channels x height x width normalised intensities
   * @return N x channels x height x width activations
   */
  NDArray run(Pass pass, NDArray x);
}
