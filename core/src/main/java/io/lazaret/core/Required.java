package io.lazaret.core;

import java.util.Map;

/** What is there by construction: where it is missing, the machine is broken. */
public final class Required {
  private Required() {}

  /**
   * The value under a key that the map holds.
   *
   * @throws IllegalStateException when it does not, with the key and those that it holds
   */
  public static <K, V> V of(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing under '" + key + "', only under " + map.keySet());
    }
    return value;
  }
}
