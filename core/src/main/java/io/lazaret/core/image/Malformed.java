package io.lazaret.core.image;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * An input that cannot be read as an image.
 *
 * @param kind the reason in one of a few words, fit for a metric's label
 * @param detail one line for a person: what was found and what was expected; holds no patient data
 */
public record Malformed(Kind kind, String detail) implements Decoded {

  /** Why an input is not an image that can be judged. */
  public enum Kind {
    /** No bytes, or a tombstone. */
    EMPTY,
    /** More bytes, rows, columns or pixels than the configured limits allow. */
    TOO_LARGE,
    /** The encoding ends before the image does. */
    TRUNCATED,
    /** The encoding breaks its own rules: check sums, lengths, structure. */
    CORRUPT,
    /** No known format, or a variant of one that is not read here. */
    UNSUPPORTED,
    /** The feed's content type says one format and the bytes are another. */
    MISLABELLED,
    /** The headers that travel with the image break their own rules. */
    HEADERS,
    /** The bytes lie elsewhere, in a place that may not be read. */
    REFERENCE,
    /** The bytes lie elsewhere, and are not those that the headers name. */
    ALTERED;

    /** The word used on the wire and in metrics: lower case, hyphens. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Malformed {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(detail, "detail");
  }

  @Override
  public <T> T fold(Function<Pixels, T> pixels, Function<Malformed, T> malformed) {
    return malformed.apply(this);
  }
}
