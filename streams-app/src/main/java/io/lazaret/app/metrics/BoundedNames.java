package io.lazaret.app.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of a label that others choose: so many are told apart, first come first served; every
 * further one counts as {@value #OTHER}. Safe for any thread.
 */
final class BoundedNames {
  static final String OTHER = "other";

  private final int most;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * @param most how many are told apart, 0 or more
   */
  BoundedNames(int most) {
    this.most = most;
  }

  /** The name itself, or {@value #OTHER}. */
  String label(String name) {
    if (known.contains(name)) {
      return name;
    }
    return known.size() < most ? admit(name) : OTHER;
  }

  private synchronized String admit(String name) {
    if (known.size() < most) {
      known.add(name);
    }
    return known.contains(name) ? name : OTHER;
  }
}
