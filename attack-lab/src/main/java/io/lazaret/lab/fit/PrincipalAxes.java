package io.lazaret.lab.fit;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The directions in which points differ from their mean, by singular value decomposition.
 *
 * @param variances of the points along each axis, in descending order
 * @param axes a vector of length 1 for each, orthogonal to each other
 */
record PrincipalAxes(double[] variances, double[][] axes) {

  /** The axes of at least one point, as many as there are points or numbers, whatever is less. */
  static PrincipalAxes of(double[][] centred) {
    SingularValueDecomposition_F64<DMatrixRMaj> singular =
        DecompositionFactory_DDRM.svd(centred.length, centred[0].length, false, true, true);
    DMatrixRMaj matrix = new DMatrixRMaj(centred);
    if (!singular.decompose(matrix)) {
      throw new IllegalStateException("no singular values of " + matrix.numRows + " points");
    }
    double[] lengths = singular.getSingularValues();
    DMatrixRMaj rows = singular.getV(null, true); // a row for each axis
    List<Integer> order = // EJML gives them as they come
        IntStream.range(0, singular.numberOfSingularValues())
            .boxed()
            .sorted(Comparator.comparing((Integer j) -> -lengths[j]))
            .toList();
    return new PrincipalAxes(
        order.stream().mapToDouble(j -> lengths[j] * lengths[j] / centred.length).toArray(),
        order.stream().map(j -> row(rows, j)).toArray(double[][]::new));
  }

  private static double[] row(DMatrixRMaj matrix, int row) {
    return IntStream.range(0, matrix.numCols).mapToDouble(i -> matrix.get(row, i)).toArray();
  }
}
