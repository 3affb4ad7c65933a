package io.lazaret.lab.evaluate;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * A number and how far it may be off: the mean over the seeds of a study, and the interval that 95
 * % of resamples of its patients fall into. Written as {@code [value, low, high]}, rounded to five
 * decimals.
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record Estimate(double value, double low, double high) {
  private static final double DECIMALS = 1e5;

  public Estimate {
    value = rounded(value);
    low = rounded(low);
    high = rounded(high);
  }

  private static double rounded(double number) {
    return Double.isNaN(number) ? number : Math.round(number * DECIMALS) / DECIMALS;
  }
}
