package io.lazaret.lab.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.lazaret.core.Required;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import java.util.Map;

/**
 * Folds batch normalisation into the convolution before it: in evaluation both are linear, so
 * {@code weight * gamma / sqrt(variance + epsilon)} and {@code beta - mean * gamma / sqrt(variance
 * + epsilon)} give the same network without it.
 */
final class BatchNormFolding {
  private BatchNormFolding() {}

  /** A folded copy of a trained network; its arrays belong to the manager. */
  static Network fold(Network trained, NDManager manager) {
    Network folded = Network.folded(trained.architecture());
    folded.initialize(manager);
    Map<String, Parameter> from = trained.parametersByName();
    folded
        .parametersByName()
        .forEach(
            (name, parameter) ->
                trained
                    .normBehind(name.substring(0, name.lastIndexOf('.')))
                    .ifPresentOrElse(
                        norm -> foldConvolution(name, norm, parameter, from, manager),
                        () -> Weights.assign(parameter, Required.of(from, name).getArray())));
    return folded;
  }

  private static void foldConvolution(
      String name,
      String norm,
      Parameter parameter,
      Map<String, Parameter> from,
      NDManager manager) {
    try (NDManager work = manager.newSubManager()) {
      NDArray scale =
          copy(from, norm + ".weight", work)
              .div(copy(from, norm + ".running_var", work).add(Network.batchNormEpsilon()).sqrt());
      NDArray value =
          name.endsWith(".weight")
              ? copy(from, name, work).mul(scale.reshape(-1, 1, 1, 1))
              : copy(from, norm + ".bias", work)
                  .sub(copy(from, norm + ".running_mean", work).mul(scale));
      Weights.assign(parameter, value);
    }
  }

  private static NDArray copy(Map<String, Parameter> from, String name, NDManager work) {
    NDArray copy = Required.of(from, name).getArray().duplicate();
    copy.attach(work);
    return copy;
  }
}
