package io.lazaret.core.model;

import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;

/**
 * The diagnostic network, seen as logits and pooled taps. Owns native memory and belongs to one
 * thread, the device thread.
 */
public interface Backbone extends AutoCloseable {

  /** Where the numbers of a row stand. */
  FeatureLayout layout();

  /**
   * The device that the network runs on, as DJL names it: {@code cpu()}, {@code gpu(0)}; where
   * another engine than PyTorch runs it, with that before it: {@code onnxruntime:cpu()}.
   */
  String device();

  /** Bytes in use and in all of the device's own memory; empty where it has none of its own. */
  default Optional<MemoryUsage> deviceMemory() {
    return Optional.empty();
  }

  /**
   * Runs all planes of all images in one batch.
   *
   * @param batch at least one image; all with the same number of planes, and all or none of them
   *     prepared for gradients
   * @return the features of each image, in order; with the row of the gradient filter where it was
   *     prepared for
   * @throws DeviceFailure when the device is at fault, whatever the images are
   */
  List<Features> run(List<Prepared> batch);

  @Override
  void close();
}
