package io.lazaret.lab.fit;

import io.lazaret.core.detect.Gaussian;
import io.lazaret.core.detect.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Covariances from fewer images than dimensions, by the shrinkage of Ledoit and Wolf (Journal of
 * Multivariate Analysis, 2004): {@code (1 - shrinkage) * sample covariance + shrinkage * mean
 * variance * identity}, with the shrinkage that is closest to the truth in expectation.
 */
final class ShrunkCovariance {
  /** Axes whose variance is this much smaller than the largest are rounding. */
  private static final double NEGLIGIBLE = 1e-10;

  private ShrunkCovariance() {}

  /**
   * A Gaussian for each class, with the shrunk covariance of all points about their classes'
   * centres.
   *
   * @param points at least one
   * @param classes the class of each point; the Gaussians stand in the order of the classes that
   *     occur
   */
  static Gaussian gaussian(double[][] points, int[] classes) {
    Map<Integer, List<double[]>> byClass = new TreeMap<>();
    for (int i = 0; i < points.length; i++) {
      byClass.computeIfAbsent(classes[i], k -> new ArrayList<>()).add(points[i]);
    }
    List<double[]> centres = new ArrayList<>();
    List<double[]> centred = new ArrayList<>();
    for (List<double[]> own : byClass.values()) {
      List<Double> mean = Moments.of(own.toArray(double[][]::new)).means();
      centres.add(mean.stream().mapToDouble(Double::doubleValue).toArray());
      own.forEach(point -> centred.add(minus(point, mean)));
    }
    return gaussian(
        Matrix.rounded(centres.toArray(double[][]::new)), centred.toArray(double[][]::new));
  }

  private static double[] minus(double[] point, List<Double> mean) {
    double[] difference = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      difference[i] = point[i] - mean.get(i);
    }
    return difference;
  }

  private static Gaussian gaussian(Matrix centres, double[][] centred) {
    int dimensions = centres.columns();
    PrincipalAxes principal = PrincipalAxes.of(centred);
    double[] variances = principal.variances();
    double sum = Arrays.stream(variances).sum();
    double mean = sum / dimensions;
    if (!(mean > 0)) { // points that do not differ say nothing of any scale
      return new Gaussian(centres, axes(principal, 1), List.of(1.0), 1);
    }
    double shrinkage = Math.max(NEGLIGIBLE, shrinkage(centred, variances));
    List<Double> shrunk = new ArrayList<>();
    for (double variance : variances) {
      if (variance > NEGLIGIBLE * variances[0]) {
        shrunk.add((1 - shrinkage) * variance + shrinkage * mean);
      }
    }
    return new Gaussian(centres, axes(principal, shrunk.size()), shrunk, shrinkage * mean);
  }

  private static Matrix axes(PrincipalAxes principal, int count) {
    return Matrix.rounded(Arrays.copyOf(principal.axes(), count));
  }

  /**
   * The shrinkage of Ledoit and Wolf.
   *
   * @param centred points about their mean
   * @param variances the eigenvalues of their sample covariance; those that are left out are zero
   * @return in [0, 1]
   */
  static double shrinkage(double[][] centred, double[] variances) {
    int dimensions = centred[0].length;
    double trace = 0;
    double squares = 0; // of all entries of the sample covariance
    for (double variance : variances) {
      trace += variance;
      squares += variance * variance;
    }
    double fourth = 0; // mean fourth power of the points' lengths
    for (double[] point : centred) {
      double square = 0;
      for (double number : point) {
        square += number * number;
      }
      fourth += square * square / centred.length;
    }
    double dispersion = squares - trace * trace / dimensions;
    double error = (fourth - squares) / centred.length;
    return dispersion > 0 ? Math.min(1, Math.max(0, error / dispersion)) : 1;
  }
}
