package io.lazaret.lab.evaluate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as reports write them. */
public final class Numbers {
  /** What stands for a number that could not be computed. */
  public static final String NONE = "-";

  private Numbers() {}

  /** An area or a similarity with its interval, to three decimals. */
  public static String number(@Nullable Estimate estimate) {
    return estimate == null
        ? NONE
        : String.format(
            Locale.ROOT, "%.3f (%.3f-%.3f)", estimate.value(), estimate.low(), estimate.high());
  }

  /** A share with its interval, in percent. */
  public static String percent(@Nullable Estimate estimate) {
    return estimate == null
        ? NONE
        : String.format(
            Locale.ROOT,
            "%.1f (%.1f-%.1f) %%",
            100 * estimate.value(),
            100 * estimate.low(),
            100 * estimate.high());
  }

  /** A share in percent. */
  public static String percent(double share) {
    return plain(100 * share) + " %";
  }

  /** The size of a perturbation in levels of 255. */
  public static String levels(double epsilon) {
    return plain(Math.round(epsilon * 255 * 100) / 100.0);
  }

  /** A number with at most two decimals, and none that say nothing. */
  public static String plain(double number) {
    double rounded = Math.round(number * 100) / 100.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
