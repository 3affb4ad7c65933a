package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;

/**
 * The derivative of a weighted sum of the numbers of {@link Statistics#PREDICTION} by the rows of
 * the image and its views. Where a distance is zero, so is its derivative here.
 */
final class PredictionDerivative {
  private final Features features;
  private final FeatureLayout layout;
  private final float[][] byRows;

  private PredictionDerivative(Features features) {
    this.features = features;
    this.layout = features.layout();
    this.byRows = new float[1 + features.views()][layout.size()];
  }

  /**
   * Differentiates.
   *
   * @param weights of the statistics, in their order
   */
  static float[][] of(Features features, double[] weights) {
    var derivative = new PredictionDerivative(features);
    double margin = features.predictedMargin(0) + Statistics.NEAREST;
    derivative.addMargin(0, -weights[0] / margin);
    for (int plane = 1; plane <= features.views(); plane++) {
      derivative.addPlane(plane, weights, 1 + (plane - 1) * Statistics.NUMBERS_OF_A_VIEW);
    }
    return derivative.byRows;
  }

  private void addPlane(int plane, double[] weights, int at) {
    double margin = features.predictedMargin(plane);
    double lost = features.predictedMargin(0) - margin;
    double side = Math.tanh(margin);
    double byLost = weights[at] + Math.signum(lost) * weights[at + 1];
    addMargin(0, byLost);
    addMargin(plane, weights[at + 2] * (1 - side * side) - byLost);
    int taps = layout.taps().size();
    int first = Statistics.firstDeepTap(layout);
    for (int tap = first; tap < taps; tap++) {
      addDisplacement(plane, tap, weights[at + 3] / (taps - first));
    }
  }

  /** The margin of the class that the image is read as, in a plane. */
  private void addMargin(int plane, double weight) {
    int predicted = features.predictedClass();
    int other = predicted == 0 ? 1 : 0;
    for (int k = 0; k < layout.classes(); k++) {
      if (k != predicted && features.value(plane, k) > features.value(plane, other)) {
        other = k;
      }
    }
    byRows[plane][predicted] += (float) weight;
    byRows[plane][other] -= (float) weight;
  }

  private void addDisplacement(int plane, int tap, double weight) {
    int offset = layout.meanOffset(tap);
    int size = layout.taps().get(tap).channels();
    double norm = norm(0, offset, size);
    double whole = norm + 1e-6;
    double distance = distance(plane, offset, size);
    for (int i = offset; i < offset + size; i++) {
      double share = distance > 0 ? weight / whole * difference(plane, i) / distance : 0;
      byRows[plane][i] += (float) share;
      byRows[0][i] -= (float) share;
      if (norm > 0) {
        byRows[0][i] -= (float) (weight * distance / (whole * whole) * features.value(0, i) / norm);
      }
    }
  }

  private double difference(int plane, int index) {
    return (double) features.value(plane, index) - features.value(0, index);
  }

  private double distance(int plane, int offset, int size) {
    double sum = 0;
    for (int i = offset; i < offset + size; i++) {
      sum += difference(plane, i) * difference(plane, i);
    }
    return Math.sqrt(sum);
  }

  private double norm(int plane, int offset, int size) {
    double sum = 0;
    for (int i = offset; i < offset + size; i++) {
      sum += (double) features.value(plane, i) * features.value(plane, i);
    }
    return Math.sqrt(sum);
  }
}
