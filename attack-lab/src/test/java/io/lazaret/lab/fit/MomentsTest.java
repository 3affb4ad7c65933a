package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentsTest {
  @Test
  void meansAndDeviationsByHand() {
    Moments moments = Moments.of(new double[][] {{1, 2}, {3, 2}, {5, 2}, {7, 2}});

    assertEquals(List.of(4.0, 2.0), moments.means());
    assertEquals(Math.sqrt(5), moments.deviations().get(0), 1e-15);
    assertEquals(1, moments.deviations().get(1));
  }

  /** The mean of a thousand times the same number is another number, by rounding. */
  @Property(tries = 200)
  void aNumberThatNeverChangesIsCentredAndKeepsItsUnit(
      @ForAll @DoubleRange(min = -1e3, max = 1e3) double number,
      @ForAll @IntRange(min = 1, max = 1000) int count) {
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> new double[] {number});

    Moments moments = Moments.of(rows);

    assertEquals(new Moments(List.of(number), List.of(1.0)), moments);
  }
}
