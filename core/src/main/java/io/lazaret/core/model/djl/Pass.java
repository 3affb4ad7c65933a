package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import java.util.Optional;

/**
 * One way through a network.
 *
 * @param layers the network's layers
 * @param store where DJL's blocks find their parameters
 * @param training whether batch normalisation goes by the batch
 * @param taps where the pooled taps are kept, if anyone asks for them
 */
record Pass(Layers layers, ParameterStore store, boolean training, Optional<NDList> taps) {
  /** A convolution and the batch normalisation behind it. */
  NDArray convolve(String name, NDArray x) {
    NDList y = layers.block(name).forward(store, new NDList(x), training);
    return layers
        .norm(name)
        .filter(norm -> !layers.folded())
        .map(norm -> layers.block(norm).forward(store, y, training))
        .orElse(y)
        .singletonOrThrow();
  }

  /** As {@link #convolve}; what goes in is needed no more. */
  NDArray convolveOn(String name, NDArray x) {
    NDArray y = convolve(name, x);
    release(x);
    return y;
  }

  /** The rectifier; what goes in is needed no more. */
  static NDArray relu(NDArray x) {
    NDArray y = Activation.relu(x);
    release(x);
    return y;
  }

  /**
   * Gives the memory of an activation back at once, not with all others at the end: a batch of
   * ResNet-18 at 224 pixels would take gigabytes. Not where a way back leads through it.
   */
  static void release(NDArray x) {
    if (!x.hasGradient()) {
      x.close();
    }
  }

  /** A linear layer: N x in to N x out. */
  NDArray linear(String name, NDArray x) {
    return layers.block(name).forward(store, new NDList(x), training).singletonOrThrow();
  }

  /** Keeps the means and the deviations of N x channels x height x width activations. */
  void tap(NDArray x) {
    taps.ifPresent(
        kept -> {
          NDArray flat = Pooling.flatten(x);
          Pooling.add(flat, kept);
          release(flat);
        });
  }

  /** The means of activations: N x channels. */
  NDArray pool(NDArray x) {
    return Pooling.flatten(x).mean(new int[] {2});
  }
}
