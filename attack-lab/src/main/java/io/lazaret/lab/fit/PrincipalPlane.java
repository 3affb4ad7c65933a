package io.lazaret.lab.fit;

import java.util.Arrays;
import java.util.List;

/** The plane in which some points differ most (Pearson, 1901): their first two principal axes. */
public final class PrincipalPlane {
  private final Moments scale;
  private final List<Double> mean;
  private final double[][] axes;
  private final double[] explained;

  private PrincipalPlane(Moments scale, List<Double> mean, double[][] axes, double[] explained) {
    this.scale = scale;
    this.mean = mean;
    this.axes = axes;
    this.explained = explained;
  }

  /**
   * Fits the plane.
   *
   * @param points at least two, of at least two numbers
   * @param standards points whose means and deviations are the origin and the unit of every number;
   *     a number that never changes among them keeps its own unit
   */
  public static PrincipalPlane of(double[][] points, double[][] standards) {
    Moments scale = Moments.of(standards);
    double[][] centred = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      centred[i] = scaled(points[i], scale);
    }
    List<Double> mean = Moments.of(centred).means();
    for (double[] point : centred) {
      for (int j = 0; j < point.length; j++) {
        point[j] -= mean.get(j);
      }
    }
    PrincipalAxes principal = PrincipalAxes.of(centred);
    double all = Arrays.stream(principal.variances()).sum();
    double[][] axes = new double[2][];
    double[] explained = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      axes[axis] = signed(principal.axes()[axis]);
      explained[axis] = all > 0 ? principal.variances()[axis] / all : 0;
    }
    return new PrincipalPlane(scale, mean, axes, explained);
  }

  /** The share of the fitting points' variance along each axis: two numbers in [0, 1]. */
  public double[] explained() {
    return explained.clone();
  }

  /** An axis with the sign that makes its largest number positive. */
  private static double[] signed(double[] axis) {
    double largest = 0;
    for (double number : axis) {
      largest = Math.abs(number) > Math.abs(largest) ? number : largest;
    }
    double sign = largest < 0 ? -1 : 1;
    return Arrays.stream(axis).map(number -> sign * number).toArray();
  }

  /** Where a point lies in the plane: two numbers. */
  public double[] project(double[] point) {
    double[] scaled = scaled(point, scale);
    double[] place = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      for (int j = 0; j < scaled.length; j++) {
        place[axis] += (scaled[j] - mean.get(j)) * axes[axis][j];
      }
    }
    return place;
  }

  private static double[] scaled(double[] point, Moments scale) {
    double[] scaled = new double[point.length];
    for (int j = 0; j < point.length; j++) {
      scaled[j] = (point[j] - scale.means().get(j)) / scale.deviations().get(j);
    }
    return scaled;
  }
}
