package io.lazaret.core.model;

import java.util.Arrays;

/**
 * Order statistics of magnitudes, without sorting: the bits of a float that is not negative order
 * as the float does, so three counts of eleven, ten and ten bits find any rank in linear time,
 * whatever the numbers.
 */
final class Magnitudes {
  private static final int[] SHIFTS = {20, 10, 0};
  private static final int DIGITS = 1 << 11;
  private static final int MAGNITUDE = 0x7FFF_FFFF;

  private Magnitudes() {}

  /**
   * The magnitude that stands at a rank when all are sorted upwards; NaN counts as the largest.
   *
   * @param rank 0 for the smallest, {@code values.length - 1} for the largest
   */
  static float ofRank(float[] values, int rank) {
    int[] counts = new int[DIGITS];
    int prefix = 0;
    int known = 0; // the bits of the answer that are settled
    int left = rank;
    for (int shift : SHIFTS) {
      Arrays.fill(counts, 0);
      int mask = shift == SHIFTS[0] ? DIGITS - 1 : (1 << 10) - 1;
      for (float value : values) {
        int bits = Float.floatToRawIntBits(value) & MAGNITUDE;
        if ((bits & known) == prefix) {
          counts[bits >>> shift & mask]++;
        }
      }
      int digit = 0;
      while (left >= counts[digit]) {
        left -= counts[digit++];
      }
      prefix |= digit << shift;
      known |= mask << shift;
    }
    return Float.intBitsToFloat(prefix);
  }
}
