package io.lazaret.lab.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import java.util.BitSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MaskTest {
  @Test
  void aPixelDiffersWhenAnyOfItsChannelsDoesByEnough() {
    Pixels one = new Pixels(2, 1, 3, 255, new short[] {10, 10, 10, 10, 10, 10});
    Pixels other = new Pixels(2, 1, 3, 255, new short[] {13, 7, 13, 10, 10, 6});

    Mask mask = Mask.difference(one, other, 4);

    assertFalse(mask.contains(0, 0));
    assertTrue(mask.contains(1, 0));
    assertEquals(1, mask.area());
    assertEquals(mask, Mask.difference(other, one, 4));
  }

  @Test
  void imagesOfAnotherSizeAreNotCompared() {
    Pixels one = new Pixels(2, 1, 1, 255, new short[2]);
    Pixels other = new Pixels(1, 2, 1, 255, new short[2]);

    assertThrows(IllegalArgumentException.class, () -> Mask.difference(one, other, 1));
  }

  @Test
  void aModelPixelHasTheShareOfTheMaskThatFallsOnIt() {
    BitSet corner = new BitSet();
    corner.set(0); // column 0, row 0
    corner.set(1); // column 1, row 0
    corner.set(16 * 15 + 15); // the last one
    float[] shares = new Mask(16, 16, corner).shares(new Geometry(3, 8, 8));

    float[] expected = new float[64];
    expected[0] = 0.5f;
    expected[63] = 0.25f;
    assertArrayEquals(expected, shares, 1e-6f);
  }

  @Property(tries = 50)
  void resamplingKeepsTheShareOfTheWholeImage(
      @ForAll Set<@IntRange(max = 24 * 24 - 1) Integer> pixels,
      @ForAll @IntRange(min = 1, max = 3) int factor) {
    BitSet inside = new BitSet();
    pixels.forEach(inside::set);
    int side = 24 / factor;

    float[] shares = new Mask(24, 24, inside).shares(new Geometry(1, side, side));

    double sum = 0;
    for (float share : shares) {
      assertTrue(share >= 0 && share <= 1 + 1e-6, "a share of " + share);
      sum += share;
    }
    assertEquals(pixels.size() / (24.0 * 24), sum / (side * side), 1e-5);
  }

  @Test
  void aMaskDoesNotChangeWithWhatItWasMadeFrom() {
    BitSet inside = new BitSet();
    Mask mask = new Mask(4, 4, inside);
    inside.set(3);

    assertEquals(Mask.empty(4, 4), mask);
  }
}
