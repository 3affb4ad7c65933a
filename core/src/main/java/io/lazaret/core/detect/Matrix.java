package io.lazaret.core.detect;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * An immutable table of finite single-precision numbers: reference points or axes of a detector. In
 * JSON an array of rows. Half the memory of doubles and a sixteenth of boxed ones, because a
 * detector may hold hundreds of thousands of numbers; sums are made in double precision.
 */
public final class Matrix {
  private final int rows;
  private final int columns;
  private final float[] values;

  private Matrix(int rows, int columns, float[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * A table of rows, copied.
   *
   * @param rows at least one, all of one length of at least 1, all numbers finite
   */
  @JsonCreator
  public static Matrix of(float[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException("a matrix without numbers");
    }
    int columns = rows[0].length;
    float[] values = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "row " + i + " of a matrix has " + rows[i].length + " numbers, row 0 has " + columns);
      }
      for (int j = 0; j < columns; j++) {
        if (!Float.isFinite(rows[i][j])) {
          throw new IllegalArgumentException("row " + i + " of a matrix holds " + rows[i][j]);
        }
        values[i * columns + j] = rows[i][j];
      }
    }
    return new Matrix(rows.length, columns, values);
  }

  /** The table whose numbers are nearest to those of some rows. */
  public static Matrix rounded(double[][] rows) {
    float[][] single = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      single[i] = new float[rows[i].length];
      for (int j = 0; j < rows[i].length; j++) {
        single[i][j] = (float) rows[i][j];
      }
    }
    return of(single);
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** The table as it stands in JSON, copied. */
  @JsonValue
  public float[][] values() {
    float[][] copy = new float[rows][];
    for (int i = 0; i < rows; i++) {
      copy[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
    }
    return copy;
  }

  /** A number of the table. */
  double value(int row, int column) {
    return values[row * columns + column];
  }

  /**
   * The scalar product of a row with as many numbers. Four sums side by side: the processor need
   * not wait for one addition before it begins the next.
   */
  double dot(int row, double[] point) {
    int from = row * columns;
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < columns; i += 4) {
      first += values[from + i] * point[i];
      second += values[from + i + 1] * point[i + 1];
      third += values[from + i + 2] * point[i + 2];
      fourth += values[from + i + 3] * point[i + 3];
    }
    for (; i < columns; i++) {
      first += values[from + i] * point[i];
    }
    return first + second + third + fourth;
  }

  /**
   * The squared Euclidean distance of a row from a part of a row of statistics.
   *
   * @param point at least {@code offset + columns} numbers
   * @param offset where the part begins
   */
  double squaredDistance(int row, double[] point, int offset) {
    int from = row * columns;
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < columns; i += 2) {
      double one = point[offset + i] - values[from + i];
      double two = point[offset + i + 1] - values[from + i + 1];
      even += one * one;
      odd += two * two;
    }
    if (i < columns) {
      double last = point[offset + i] - values[from + i];
      even += last * last;
    }
    return even + odd;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Matrix that
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * columns + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return rows + " x " + columns + " matrix";
  }
}
