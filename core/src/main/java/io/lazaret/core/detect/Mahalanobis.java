package io.lazaret.core.detect;

import java.util.List;

/**
 * Mahalanobis distance from the nearest class of clean images, at each of several layers, then a
 * linear model over the layers (Lee et al., NeurIPS 2018). What the linear model gets of a layer is
 * log(1 + squared distance): squared distances of attacked images spread over orders of magnitude.
 *
 * @param inputs the length of the rows that it takes
 * @param layers at least one
 * @param linear a linear model of one number for each layer
 */
public record Mahalanobis(int inputs, List<Layer> layers, LinearModel linear)
    implements ScoreFunction {

  /**
   * A part of the row with the Gaussian that it is compared with.
   *
   * @param offset where the part begins
   * @param gaussian the clean images
   */
  public record Layer(int offset, Gaussian gaussian) {

    /** log(1 + squared distance), at least 0. */
    public double suspicion(double[] row) {
      return Math.log1p(gaussian.squaredDistance(row, offset));
    }
  }

  public Mahalanobis {
    layers = List.copyOf(layers);
    if (layers.size() != linear.inputs()) {
      throw new IllegalArgumentException(
          layers.size() + " layers for a linear model of " + linear.inputs());
    }
    for (Layer layer : layers) {
      if (layer.offset() < 0 || layer.offset() > inputs - layer.gaussian().dimensions()) {
        throw new IllegalArgumentException("a layer that leaves the row of " + inputs);
      }
    }
  }

  @Override
  public double score(double[] row) {
    if (!ScoreFunction.finite(row, inputs)) {
      return Double.NaN;
    }
    return linear.score(layers.stream().mapToDouble(layer -> layer.suspicion(row)).toArray());
  }
}
