package io.lazaret.core.detect;

import java.util.Arrays;
import java.util.List;

/**
 * Local intrinsic dimension among clean images, estimated at each of several layers, then a linear
 * model over the layers (Ma et al., ICLR 2018; "LID" in Ma et al., 2021). The estimate is the
 * maximum-likelihood one of Levina and Bickel (2004): minus the reciprocal of the mean logarithm of
 * the distances to the nearest neighbours, relative to the farthest of them.
 *
 * @param inputs the length of the rows that it takes
 * @param neighbours nearest references that an estimate uses, at least 2
 * @param layers at least one
 * @param linear a linear model of one number for each layer
 */
public record LocalDimension(int inputs, int neighbours, List<Layer> layers, LinearModel linear)
    implements ScoreFunction {
  /** Neighbours that are all equally far would give an infinite dimension; no layer has so many. */
  private static final double LARGEST = 1e6;

  private static final double SMALLEST_DISTANCE = 1e-30;

  /**
   * A part of the row with the clean images that it is compared with.
   *
   * @param offset where the part begins
   * @param references a row for each clean image
   */
  public record Layer(int offset, Matrix references) {

    /** The estimated dimension at a row, above 0. */
    public double dimension(double[] row, int neighbours) {
      double[] squares = new double[references.rows()];
      for (int i = 0; i < squares.length; i++) {
        squares[i] = Math.max(references.squaredDistance(i, row, offset), SMALLEST_DISTANCE);
      }
      Arrays.sort(squares);
      double farthest = Math.log(squares[neighbours - 1]);
      double sum = 0;
      for (int i = 0; i < neighbours; i++) {
        sum += (Math.log(squares[i]) - farthest) / 2; // the logarithm of a root is half
      }
      return 1 / Math.max(-sum / neighbours, 1 / LARGEST);
    }
  }

  public LocalDimension {
    layers = List.copyOf(layers);
    if (neighbours < 2) {
      throw new IllegalArgumentException("at least two neighbours, not " + neighbours);
    }
    if (layers.size() != linear.inputs()) {
      throw new IllegalArgumentException(
          layers.size() + " layers for a linear model of " + linear.inputs());
    }
    for (Layer layer : layers) {
      if (layer.offset() < 0 || layer.offset() > inputs - layer.references().columns()) {
        throw new IllegalArgumentException("a layer that leaves the row of " + inputs);
      }
      if (layer.references().rows() < neighbours) {
        throw new IllegalArgumentException(
            layer.references().rows() + " references for " + neighbours + " neighbours");
      }
    }
  }

  @Override
  public double score(double[] row) {
    if (!ScoreFunction.finite(row, inputs)) {
      return Double.NaN;
    }
    return linear.score(
        layers.stream().mapToDouble(layer -> layer.dimension(row, neighbours)).toArray());
  }
}
