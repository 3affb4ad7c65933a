package io.lazaret.sim;

import io.lazaret.core.Required;
import io.lazaret.sim.AuditReport.Finding;
import io.lazaret.sim.AuditReport.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what broke the law and keeps the first examples of each kind. */
final class Findings {
  /** How many examples of a kind are kept. */
  static final int EXAMPLES = 20;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, List<String>> examples = new EnumMap<>(Kind.class);

  void add(Kind kind, String example) {
    counts.merge(kind, 1L, Long::sum);
    List<String> kept = examples.computeIfAbsent(kind, each -> new ArrayList<>());
    if (kept.size() < EXAMPLES) {
      kept.add(example);
    }
  }

  /** One finding for each kind that was found, in the order of the kinds. */
  List<Finding> list() {
    return counts.entrySet().stream()
        .map(
            count ->
                new Finding(
                    count.getKey(), count.getValue(), Required.of(examples, count.getKey())))
        .toList();
  }
}
