package io.lazaret.demo.torture;

import java.util.Map;
import java.util.TreeMap;

/** Counts what happened, by its name. */
final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  synchronized void happened(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** Notes that a process of the app ended. */
  void ended(String how, int status) {
    happened("ended " + how + ", status " + status);
  }

  synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }
}
