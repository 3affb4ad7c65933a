package io.lazaret.sim;

import io.lazaret.core.wire.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Routes and verdicts whose input has not been read yet. Some 300 bytes each. */
final class EarlyOutputs {
  private final Map<Integer, TreeMap<Long, List<Held>>> partitions = new HashMap<>();
  private int size;

  private record Held(Output output, long nanos) {}

  int size() {
    return size;
  }

  /** Whether any is of this partition. */
  boolean isOf(int partition) {
    return partitions.containsKey(partition);
  }

  void add(Output output, long nanos) {
    partitions
        .computeIfAbsent(output.source().partition(), each -> new TreeMap<>())
        .computeIfAbsent(output.source().offset(), each -> new ArrayList<>(2))
        .add(new Held(output, nanos));
    size++;
  }

  /** Takes out what is of the offsets before an end, in their order. */
  void takeBefore(int partition, long end, Consumer<Output> sink) {
    TreeMap<Long, List<Held>> offsets = partitions.get(partition);
    while (offsets != null && !offsets.isEmpty() && offsets.firstKey() < end) {
      List<Held> taken = offsets.pollFirstEntry().getValue();
      size -= taken.size();
      taken.forEach(held -> sink.accept(held.output()));
    }
    if (offsets != null && offsets.isEmpty()) {
      partitions.remove(partition);
    }
  }

  /** Takes out what has been held since a time or longer, of some inputs. */
  void takeOlder(long nanos, Predicate<SourcePosition> of, Consumer<Output> sink) {
    for (TreeMap<Long, List<Held>> offsets : partitions.values()) {
      for (List<Held> ofOne : offsets.values()) {
        for (Iterator<Held> each = ofOne.iterator(); each.hasNext(); ) {
          Held held = each.next();
          if (held.nanos() - nanos <= 0 && of.test(held.output().source())) {
            each.remove();
            size--;
            sink.accept(held.output());
          }
        }
      }
      offsets.values().removeIf(List::isEmpty);
    }
    partitions.values().removeIf(Map::isEmpty);
  }
}
