package io.lazaret.lab.study;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a study has taken so far, also before it was killed.
 *
 * @param seconds by the part of the {@link Workload}
 * @param processorSeconds that all its threads have computed
 */
record SpentTime(Map<String, Double> seconds, double processorSeconds) {
  static final SpentTime NOTHING = new SpentTime(Map.of(), 0);

  SpentTime {
    seconds = Map.copyOf(seconds);
  }

  double on(String part) {
    return seconds.getOrDefault(part, 0.0);
  }

  SpentTime plus(String part, double more) {
    Map<String, Double> sum = new LinkedHashMap<>(seconds);
    sum.merge(part, more, Double::sum);
    return new SpentTime(sum, processorSeconds);
  }

  SpentTime withProcessorSeconds(double all) {
    return new SpentTime(seconds, all);
  }
}
