package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MatrixTest {
  @Property(tries = 100)
  void productsAndDistancesAreThoseOfThePlainSums(
      @ForAll @IntRange(min = 1, max = 70) int columns, @ForAll long seed) {
    Matrix matrix = SampleFunctions.matrix(3, columns, seed);
    double[] point = new double[columns + 2];
    for (int i = 0; i < point.length; i++) {
      point[i] = Math.sin(seed + i);
    }
    double dot = 0;
    double square = 0;
    for (int i = 0; i < columns; i++) {
      dot += matrix.value(1, i) * point[i];
      square += Math.pow(point[i + 2] - matrix.value(1, i), 2);
    }

    assertEquals(dot, matrix.dot(1, point), 1e-12 * (1 + Math.abs(dot)));
    assertEquals(square, matrix.squaredDistance(1, point, 2), 1e-12 * (1 + square));
  }

  @Test
  void itIsEqualByItsNumbersAndSharesThemWithNobody() {
    float[][] rows = {{1, 2}, {3, 4}};
    Matrix matrix = Matrix.of(rows);
    rows[0][0] = 9;
    matrix.values()[1][1] = 9;

    assertArrayEquals(new float[][] {{1, 2}, {3, 4}}, matrix.values());
    assertEquals(Matrix.of(new float[][] {{1, 2}, {3, 4}}), matrix);
  }

  @Test
  void tablesThatAreNoneDoNotExist() {
    assertThrows(IllegalArgumentException.class, () -> Matrix.of(new float[0][]));
    assertThrows(IllegalArgumentException.class, () -> Matrix.of(new float[1][0]));
    assertThrows(IllegalArgumentException.class, () -> Matrix.of(new float[][] {{1, 2}, {1}}));
    assertThrows(IllegalArgumentException.class, () -> Matrix.of(new float[][] {{Float.NaN}}));
  }
}
