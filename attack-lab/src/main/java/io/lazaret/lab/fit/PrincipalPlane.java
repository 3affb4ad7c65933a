package io.lazaret.lab.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

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
    SingularValueDecomposition_F64<DMatrixRMaj> singular = ShrunkCovariance.decompose(centred);
    DMatrixRMaj transposed = singular.getV(null, true); // a row for each axis
    double all = 0;
    for (int i = 0; i < singular.numberOfSingularValues(); i++) {
      all += Math.pow(singular.getSingularValues()[i], 2);
    }
    double[][] axes = new double[2][];
    double[] explained = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      axes[axis] = axis(transposed, axis);
      explained[axis] = all > 0 ? Math.pow(singular.getSingularValues()[axis], 2) / all : 0;
    }
    return new PrincipalPlane(scale, mean, axes, explained);
  }

  /** The share of the fitting points' variance along each axis: two numbers in [0, 1]. */
  public double[] explained() {
    return explained.clone();
  }

  /** A row of the matrix with the sign that makes its largest number positive. */
  private static double[] axis(DMatrixRMaj rows, int row) {
    double[] axis = new double[rows.numCols];
    double largest = 0;
    for (int j = 0; j < axis.length; j++) {
      axis[j] = rows.get(row, j);
      largest = Math.abs(axis[j]) > Math.abs(largest) ? axis[j] : largest;
    }
    for (int j = 0; largest < 0 && j < axis.length; j++) {
      axis[j] = -axis[j];
    }
    return axis;
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
