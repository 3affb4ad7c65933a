package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MagnitudesTest {

  @Property(tries = 300)
  void everyRankIsTheOneOfTheSortedMagnitudes(@ForAll("vectors") float[] values) {
    float[] sorted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      sorted[i] = Math.abs(values[i]);
    }
    Arrays.sort(sorted);
    float[] before = values.clone();

    for (int rank = 0; rank < values.length; rank++) {
      assertEquals(sorted[rank], Magnitudes.ofRank(values, rank));
    }
    assertEquals(Arrays.toString(before), Arrays.toString(values), "left untouched");
  }

  @Test
  void whatIsNotFiniteIsLargest() {
    float[] values = {Float.NaN, -1, Float.NEGATIVE_INFINITY, 0};

    assertEquals(0, Magnitudes.ofRank(values, 0));
    assertEquals(1, Magnitudes.ofRank(values, 1));
    assertEquals(Float.POSITIVE_INFINITY, Magnitudes.ofRank(values, 2));
    assertTrue(Float.isNaN(Magnitudes.ofRank(values, 3)));
  }

  /** Tiny and huge ones, close ones, and many that are equal. */
  @Provide
  Arbitrary<float[]> vectors() {
    Arbitrary<Float> any = Arbitraries.floats();
    Arbitrary<Float> near = Arbitraries.integers().between(-40, 40).map(i -> 1 + i * 0x1p-23f);
    Arbitrary<Float> few = Arbitraries.of(0f, -0f, 1e-30f, -1e-30f, 2f);
    return Arbitraries.oneOf(any, near, few).array(float[].class).ofMinSize(1).ofMaxSize(60);
  }
}
