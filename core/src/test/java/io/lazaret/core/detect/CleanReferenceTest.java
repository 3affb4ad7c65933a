package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CleanReferenceTest {
  private final CleanReference reference =
      new CleanReference("consistency", new double[] {9, -1, 3, 1, 5}, 7);

  @Test
  void clearedAreThoseUpToTheThreshold() {
    assertArrayEquals(new double[] {-1, 1, 3, 5}, reference.cleared());
    assertArrayEquals(new double[] {2}, new CleanReference("x", new double[] {2}, 2).cleared());
  }

  @Test
  void scoresAreToldOnAScaleFromTheMedianToTheThreshold() {
    assertEquals(0, reference.relative(3));
    assertEquals(1, reference.relative(7));
    assertEquals(-1, reference.relative(-1));
    assertEquals(2, reference.relative(11));
  }

  @Test
  void aThresholdBelowTheMedianIsStillWhereOneIs() {
    CleanReference strict = new CleanReference("x", new double[] {1, 2, 3}, 1.5);

    assertEquals(1, strict.relative(1.5));
    assertEquals(2, strict.relative(2.5));
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new CleanReference("x", new double[] {1, Double.NaN}, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CleanReference("x", new double[] {1}, Double.NEGATIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> new CleanReference("x", new double[0], 1));
  }
}
