package io.lazaret.lab.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes rows of {@link io.lazaret.core.detect.Statistics#TAPS_BY_CLASS} apart. */
final class TapRow {
  private TapRow() {}

  /**
   * A part of the row.
   *
   * @param offset where it begins
   * @param size its numbers
   */
  record Part(int offset, int size) {

    /** The part of a row, copied. */
    double[] of(double[] row) {
      return Arrays.copyOfRange(row, offset, offset + size);
    }
  }

  /** The class that the network predicts. */
  static int predictedClass(double[] row) {
    return (int) row[0];
  }

  /** Where the means of each tap stand. */
  static List<Part> taps(double[] row) {
    List<Part> taps = new ArrayList<>();
    int offset = 1;
    while (offset < row.length) {
      Part tap = new Part(offset + 1, (int) row[offset]);
      taps.add(tap);
      offset = tap.offset() + tap.size();
    }
    return taps;
  }
}
