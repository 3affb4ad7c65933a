package io.lazaret.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.wire.JsonText;
import java.util.Locale;

/**
 * A share that was observed, with its 95 % Wilson score interval (E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22, 1927), which holds for few
 * trials and for shares near 0 and 1 too. The interval takes the trials as independent; images of
 * one patient are not, so it is too narrow where a corpus has several of each.
 *
 * @param hits 0 to {@code of}
 * @param of the trials, 0 or more
 */
public record Rate(long hits, long of) {
  /** The 97.5 % point of the normal distribution. */
  private static final double Z = 1.959963984540054;

  public Rate {
    if (hits < 0 || hits > of) {
      throw new IllegalArgumentException(hits + " of " + of);
    }
  }

  /** The share in [0, 1]; not a number when there were no trials. */
  public double value() {
    return of == 0 ? Double.NaN : (double) hits / of;
  }

  /** The interval's lower end in [0, 1]; 0 when there were no trials. */
  public double low() {
    return of == 0 ? 0 : Math.max(0, centre() - halfWidth());
  }

  /** The interval's upper end in [0, 1]; 1 when there were no trials. */
  public double high() {
    return of == 0 ? 1 : Math.min(1, centre() + halfWidth());
  }

  private double centre() {
    return (value() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double halfWidth() {
    double spread = value() * (1 - value()) / of + Z * Z / (4.0 * of * of);
    return Z * Math.sqrt(spread) / (1 + Z * Z / of);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonText.object().put("hits", hits).put("of", of);
    if (of > 0) {
      json.put("value", value());
    }
    return json.put("low", low()).put("high", high());
  }

  /** For a person: {@code 45 of 50, 90.0 % (78.6 to 95.7)}. */
  @Override
  public String toString() {
    return of == 0
        ? "none"
        : String.format(
            Locale.ROOT,
            "%d of %d, %.1f %% (%.1f to %.1f)",
            hits,
            of,
            100 * value(),
            100 * low(),
            100 * high());
  }
}
