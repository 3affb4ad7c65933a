package io.lazaret.sim;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** A way to send an image that nobody can read. Pure functions of the bytes and a seed. */
public enum Malforming {
  /** Ends somewhere between a tenth and nine tenths of the file. */
  TRUNCATED,
  /** One bit is flipped in each byte of the part where every format keeps its structure. */
  FLIPPED,
  /** No bytes at all. */
  EMPTY,
  /** The bytes are whole and the content type names another format. */
  MISLABELLED,
  /** The bytes lie in a store, and are not those that the record names. */
  ALTERED_OBJECT,
  /** The bytes should lie in a store, and do not. */
  MISSING_OBJECT;

  /** Behind a PNG's signature; up to and over the mark of a DICOM file, which stands at 128. */
  private static final int FIRST_FLIPPED = 8;

  private static final int LAST_FLIPPED = 160;

  /** Whether it is the object that is wrong, of an image that does not travel in its record. */
  boolean isOfTheObject() {
    return this == ALTERED_OBJECT || this == MISSING_OBJECT;
  }

  /**
   * What lies in the store of an image that does not travel in its record.
   *
   * @param value the bytes that the record names
   * @return empty for nothing
   */
  Optional<byte[]> object(byte[] value, long seed) {
    return switch (this) {
      case ALTERED_OBJECT -> Optional.of(flipped(value, new Random(seed)));
      case MISSING_OBJECT -> Optional.empty();
      case TRUNCATED, FLIPPED, EMPTY, MISLABELLED -> Optional.of(value);
    };
  }

  /** The word used in the truth: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The record's value in place of the encoded image; the image itself is left as it is. */
  byte[] value(byte[] encoded, long seed) {
    return switch (this) {
      case TRUNCATED -> Arrays.copyOf(encoded, keptLength(encoded.length, new Random(seed)));
      case FLIPPED -> flipped(encoded, new Random(seed));
      case EMPTY -> new byte[0];
      case MISLABELLED, ALTERED_OBJECT, MISSING_OBJECT -> encoded;
    };
  }

  /** The content type to send in place of the image's own. */
  String contentType(String actual) {
    return switch (this) {
      case TRUNCATED, FLIPPED, EMPTY, ALTERED_OBJECT, MISSING_OBJECT -> actual;
      case MISLABELLED -> actual.equals("image/png") ? "image/jpeg" : "image/png";
    };
  }

  private static int keptLength(int length, Random random) {
    return (int) (length * (0.1 + 0.8 * random.nextDouble()));
  }

  private static byte[] flipped(byte[] encoded, Random random) {
    byte[] flipped = encoded.clone();
    for (int i = Math.min(FIRST_FLIPPED, encoded.length / 2);
        i < Math.min(LAST_FLIPPED, encoded.length);
        i++) {
      flipped[i] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return flipped;
  }
}
