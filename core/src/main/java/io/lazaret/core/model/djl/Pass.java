package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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

  /** A linear layer: N x in to N x out. */
  NDArray linear(String name, NDArray x) {
    return layers.block(name).forward(store, new NDList(x), training).singletonOrThrow();
  }

  /** Keeps the means and the deviations of N x channels x height x width activations. */
  void tap(NDArray x) {
    taps.ifPresent(kept -> Pooling.add(Pooling.flatten(x), kept));
  }

  /** The means of activations: N x channels. */
  NDArray pool(NDArray x) {
    return Pooling.flatten(x).mean(new int[] {2});
  }
}
