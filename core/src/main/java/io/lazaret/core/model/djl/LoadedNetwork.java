package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.lazaret.core.model.Architecture;
import java.nio.file.Path;

/**
 * A folded network with its frozen weights on a device; closing it frees them.
 *
 * @param manager owns the weights; calls take sub-managers of it
 * @param store what DJL's blocks ask for their parameters
 * @param network the network
 */
public record LoadedNetwork(NDManager manager, ParameterStore store, Network network)
    implements AutoCloseable {

  /**
   * Loads a folded network.
   *
   * @param weights safetensors with torchvision's names
   * @param device as for {@link Devices#named}
   * @throws io.lazaret.core.RefusedException when the weights do not fit the architecture or the
   *     device is not there
   */
  public static LoadedNetwork open(Architecture architecture, Path weights, String device) {
    NDManager manager = NDManager.newBaseManager(Devices.named(device));
    try {
      Network network = Network.folded(architecture);
      network.initialize(manager);
      Weights.read(network, weights);
      network.freezeParameters(true);
      return new LoadedNetwork(manager, new ParameterStore(manager, false), network);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
