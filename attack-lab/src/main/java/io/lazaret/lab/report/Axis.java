package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps numbers to places of a picture.
 *
 * @param from the number at {@code start}
 * @param to the number at {@code end}, another than {@code from}
 * @param start in the picture's units
 * @param end in the picture's units
 */
record Axis(double from, double to, double start, double end) {

  /** Where a number lies; what lies beyond the axis is held at its end. */
  double at(double number) {
    double share = Math.max(0, Math.min(1, (number - from) / (to - from)));
    return start + share * (end - start);
  }

  /** An axis that ends at a round number. */
  static Axis upTo(double largest, double start, double end) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(largest, 1e-6))));
    for (double times : new double[] {1, 2, 4, 5, 10}) {
      if (times * unit >= largest * (1 - 1e-9)) {
        return new Axis(0, times * unit, start, end);
      }
    }
    return new Axis(0, 10 * unit, start, end);
  }

  /** Round numbers along the axis. */
  List<Double> ticks(int count) {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      ticks.add(from + (to - from) * i / count);
    }
    return ticks;
  }

  /** A place as SVG wants it. */
  static String place(double place) {
    return Numbers.plain(place);
  }
}
