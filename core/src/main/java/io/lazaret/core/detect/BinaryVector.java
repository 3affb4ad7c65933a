package io.lazaret.core.detect;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** An immutable row of yes and no; in JSON a text of 0 and 1. */
public final class BinaryVector {
  private final int length;
  private final long[] words;

  private BinaryVector(int length, long[] words) {
    this.length = length;
    this.words = words;
  }

  /**
   * Reads a text.
   *
   * @param text of the characters 0 and 1, at least one
   */
  @JsonCreator
  public static BinaryVector parse(String text) {
    if (!text.matches("[01]+")) {
      throw new IllegalArgumentException("a binary vector is written in 0 and 1");
    }
    long[] words = words(text.length());
    for (int i = 0; i < text.length(); i++) {
      words[i / Long.SIZE] |= (text.charAt(i) - '0') * (1L << i);
    }
    return new BinaryVector(text.length(), words);
  }

  /** Yes where a number lies above its threshold. */
  public static BinaryVector above(double[] row, double[] thresholds) {
    long[] words = words(row.length);
    for (int i = 0; i < row.length; i++) {
      words[i / Long.SIZE] |= row[i] > thresholds[i] ? 1L << i : 0;
    }
    return new BinaryVector(row.length, words);
  }

  private static long[] words(int length) {
    return new long[(length + Long.SIZE - 1) / Long.SIZE];
  }

  public int length() {
    return length;
  }

  /** Whether a place says yes. */
  public boolean at(int place) {
    return (words[place / Long.SIZE] >>> place & 1) == 1;
  }

  /** The number of places where two vectors of one length differ. */
  int distance(BinaryVector other) {
    int distance = 0;
    for (int i = 0; i < words.length; i++) {
      distance += Long.bitCount(words[i] ^ other.words[i]);
    }
    return distance;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinaryVector that
        && length == that.length
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @JsonValue
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(at(i) ? '1' : '0');
    }
    return text.toString();
  }
}
