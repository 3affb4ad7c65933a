package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class KernelDensityTest {
  /** One centre in the plane for class 0, two for class 1. */
  private static KernelDensity density(double bandwidth) {
    return new KernelDensity(
        bandwidth,
        List.of(Matrix.of(new float[][] {{1, 2}}), Matrix.of(new float[][] {{0, 0}, {10, 0}})));
  }

  @Property(tries = 100)
  void ofOneCentreItIsMinusTheLogarithmOfAGaussian(
      @ForAll @DoubleRange(min = -50, max = 50) double x,
      @ForAll @DoubleRange(min = 0.1, max = 10) double bandwidth) {
    double square = (x - 1) * (x - 1) + 4;
    double expected =
        square / (2 * bandwidth * bandwidth) + Math.log(2 * Math.PI * bandwidth * bandwidth);

    assertEquals(
        expected,
        density(bandwidth).score(new double[] {0, 2, x, 0}),
        1e-9 * (1 + Math.abs(expected)));
  }

  @Test
  void eachClassHasItsOwnCentresAndTheirDensitiesAreAveraged() {
    double near = Math.exp(0) / (2 * Math.PI);
    double far = Math.exp(-50) / (2 * Math.PI);

    assertEquals(-Math.log((near + far) / 2), density(1).score(new double[] {1, 2, 10, 0}), 1e-12);
  }

  @Test
  void farAwayWhereEveryKernelIsZeroTheOrderStays() {
    double far = density(0.01).score(new double[] {1, 2, 1e6, 0});
    double farther = density(0.01).score(new double[] {1, 2, 2e6, 0});

    assertTrue(Double.isFinite(farther));
    assertTrue(farther > far);
  }

  @Test
  void aClassThatItWasNotMadeForHasNoScore() {
    assertEquals(Double.NaN, density(1).score(new double[] {2, 2, 0, 0}));
    assertEquals(Double.NaN, density(1).score(new double[] {-1, 2, 0, 0}));
    assertEquals(Double.NaN, density(1).score(new double[] {1, 3, 0, 0}));
  }

  @Test
  void densitiesThatAreNoneDoNotExist() {
    Matrix one = Matrix.of(new float[][] {{1}});
    for (double bandwidth : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> new KernelDensity(bandwidth, List.of(one)));
    }
    assertThrows(IllegalArgumentException.class, () -> new KernelDensity(1, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new KernelDensity(1, List.of(one, Matrix.of(new float[][] {{1, 2}}))));
  }
}
