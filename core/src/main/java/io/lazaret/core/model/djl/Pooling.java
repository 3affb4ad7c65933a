package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** What is kept of a tap: the mean and the standard deviation of each channel. */
final class Pooling {
  /**
   * Added to a variance under its root: a channel that is the same everywhere would have an
   * infinite derivative, which back-propagation multiplies with 0 and makes not a number.
   */
  static final float TINY_VARIANCE = 1e-12f;

  private Pooling() {}

  /**
   * Adds the means and the deviations, N x channels each.
   *
   * @param flat N x channels x places
   */
  static void add(NDArray flat, NDList kept) {
    NDArray mean = flat.mean(new int[] {2}, true);
    kept.add(mean.squeeze(2));
    NDArray deviations = flat.sub(mean);
    NDArray squares = deviations.square();
    Pass.giveBack(deviations);
    kept.add(squares.mean(new int[] {2}).add(TINY_VARIANCE).sqrt());
    Pass.giveBack(squares);
  }

  /** N x channels x height x width to N x channels x places: DJL's mean takes one axis. */
  static NDArray flatten(NDArray x) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), -1);
  }
}
