package io.lazaret.core.model.djl;

/** The convolutions of a network: everything between normalised images and the pooled end. */
sealed interface Trunk permits ResNetTrunk, MobileNetV2Trunk {

  /** Adds the layers in the order of the network. */
  void addTo(Layers layers);

  /**
   * Takes the steps one after the other, and hands every tap of the architecture to them, the end
   * last.
   *
   * @param x N x channels x height x width normalised intensities
   * @return N x channels x height x width activations
   */
  <T> T run(Operations<T> on, T x);
}
