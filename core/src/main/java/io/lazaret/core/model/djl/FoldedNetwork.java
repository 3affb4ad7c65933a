package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.lazaret.core.model.BuiltIn;
import java.nio.file.Path;

/**
 * A folded {@link Network}.
 *
 * @param store what DJL's blocks ask for their parameters
 */
public record FoldedNetwork(NDManager manager, ParameterStore store, Network network)
    implements LoadedNetwork {

  /** As {@link LoadedNetwork#open}. */
  public static FoldedNetwork open(BuiltIn architecture, Path weights, String device) {
    NDManager manager = NDManager.newBaseManager(Devices.named(device));
    try {
      Network network = Network.folded(architecture);
      network.initialize(manager);
      Weights.read(network, weights);
      network.freezeParameters(true);
      return new FoldedNetwork(manager, new ParameterStore(manager, false), network);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public NDArray logits(NDArray images) {
    return network.forward(store, new NDList(images), false).singletonOrThrow();
  }

  @Override
  public NDArray rows(NDArray images) {
    return NDArrays.concat(network.taps(store, images), 1);
  }

  @Override
  public long parameters() {
    return network.parametersByName().values().stream()
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  @Override
  public void close() {
    manager.close();
  }
}
