package io.lazaret.lab.fit;

import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.Mahalanobis;
import io.lazaret.core.detect.Mahalanobis.Layer;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.Arrays;
import java.util.List;

/**
 * Mahalanobis distances at every tap (Lee et al., NeurIPS 2018): a Gaussian for each predicted
 * class of clean images with one shrunk covariance, and a linear model over the taps that is fitted
 * on other patients.
 *
 * @param supervised whether the linear model learns from attacked images
 */
record MahalanobisTrainer(String name, boolean supervised) implements DetectorTrainer {
  /** Clean images that a covariance is estimated from; bounds the axes that a detector holds. */
  private static final int MOST_REFERENCES = 1_000;

  @Override
  public Statistics statistics() {
    return Statistics.TAPS_BY_CLASS;
  }

  @Override
  public Mahalanobis fit(FitSet examples, long seed) {
    FitSet.Halves halves = examples.halves(name, seed);
    double[][] clean =
        halves.reference().require(name, Kind.CLEAN).some(MOST_REFERENCES, seed, Kind.CLEAN);
    int[] classes = Arrays.stream(clean).mapToInt(TapRow::predictedClass).toArray();
    List<Layer> layers =
        TapRow.taps(clean[0]).stream()
            .map(
                tap ->
                    new Layer(
                        tap.offset(),
                        ShrunkCovariance.gaussian(
                            Arrays.stream(clean).map(tap::of).toArray(double[][]::new), classes)))
            .toList();
    LinearModel linear =
        LayerModel.fit(name, halves.rest(), row -> suspicions(layers, row), supervised, seed);
    return new Mahalanobis(clean[0].length, layers, linear);
  }

  private static double[] suspicions(List<Layer> layers, double[] row) {
    return layers.stream().mapToDouble(layer -> layer.suspicion(row)).toArray();
  }
}
