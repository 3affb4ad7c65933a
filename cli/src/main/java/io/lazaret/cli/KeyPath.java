package io.lazaret.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Dotted names of keys: {@code kafka.bootstrapServers}, {@code feeds[0].name}. */
final class KeyPath {
  private KeyPath() {}

  static String join(String parent, String key) {
    return parent.isEmpty() ? key : parent + "." + key;
  }

  static String index(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /**
   * The known key that a person most likely meant: the one with the least edit distance, capitals
   * and separators aside. Empty when more than half of the letters differ from every key.
   */
  static Optional<String> nearest(String key, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String other) -> distance(plain(key), plain(other))))
        .filter(
            best -> distance(plain(key), plain(best)) * 2 <= Math.max(key.length(), best.length()));
  }

  private static String plain(String key) {
    return key.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's edit distance. */
  static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
