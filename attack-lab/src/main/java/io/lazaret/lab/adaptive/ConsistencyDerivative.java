package io.lazaret.lab.adaptive;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;

/**
 * The derivative of a weighted sum of the numbers of {@link
 * io.lazaret.core.detect.Statistics#CONSISTENCY} by the rows of the image and its views. Where a
 * distance is zero, so is its derivative here.
 */
final class ConsistencyDerivative {
  private final Features features;
  private final FeatureLayout layout;
  private final float[][] byRows;

  private ConsistencyDerivative(Features features) {
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
    var derivative = new ConsistencyDerivative(features);
    int taps = features.layout().taps().size();
    for (int plane = 1; plane <= features.views(); plane++) {
      derivative.addPlane(plane, weights, (plane - 1) * (4 + taps));
    }
    return derivative.byRows;
  }

  private void addPlane(int plane, double[] weights, int at) {
    double lost = features.predictedMargin(0) - features.predictedMargin(plane);
    double byLost = weights[at] + Math.signum(lost) * weights[at + 1];
    addMargin(0, byLost);
    addMargin(plane, -byLost);
    int deep = layout.penultimateOffset();
    int size = layout.penultimateSize();
    addDistance(plane, deep, size, weights[at + 2]);
    addCosine(plane, deep, size, weights[at + 3]);
    for (int tap = 0; tap < layout.taps().size(); tap++) {
      int channels = layout.taps().get(tap).channels();
      addRelativeDistance(plane, layout.meanOffset(tap), channels, weights[at + 4 + tap]);
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

  private void addDistance(int plane, int offset, int size, double weight) {
    double distance = distance(plane, offset, size);
    for (int i = offset; i < offset + size && distance > 0; i++) {
      double share = weight * difference(plane, i) / distance;
      byRows[plane][i] += (float) share;
      byRows[0][i] -= (float) share;
    }
  }

  private void addCosine(int plane, int offset, int size, double weight) {
    double dot = 0;
    for (int i = offset; i < offset + size; i++) {
      dot += (double) features.value(plane, i) * features.value(0, i);
    }
    double view = norm(plane, offset, size);
    double image = norm(0, offset, size);
    double norms = view * image + 1e-12;
    for (int i = offset; i < offset + size && view > 0 && image > 0; i++) {
      double a = features.value(plane, i);
      double b = features.value(0, i);
      byRows[plane][i] += (float) (weight * (b - dot * image / view / norms * a) / norms);
      byRows[0][i] += (float) (weight * (a - dot * view / image / norms * b) / norms);
    }
  }

  private void addRelativeDistance(int plane, int offset, int size, double weight) {
    double norm = norm(0, offset, size);
    double whole = norm + 1e-6;
    double distance = distance(plane, offset, size);
    addDistance(plane, offset, size, weight / whole);
    for (int i = offset; i < offset + size && norm > 0; i++) {
      byRows[0][i] -= (float) (weight * distance / (whole * whole) * features.value(0, i) / norm);
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
