package io.lazaret.bench;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What came of a run through the stream.
 *
 * @param passages one for each image, in the order in which the broker appended the images
 * @param cpuMillis what all processors together spent on an image, broker and app, once the run had
 *     settled
 */
record StreamRun(List<Passage> passages, double cpuMillis) {
  /** The first images of a run pay for connections, the first transaction and the compiler. */
  static final double SETTLED = 0.1;

  StreamRun {
    passages =
        passages.stream()
            .sorted((one, other) -> Long.compare(one.incoming(), other.incoming()))
            .toList();
  }

  /** Images a second, from when the run had settled to its last verdict. */
  double perSecond() {
    long[] judged = passages.stream().mapToLong(Passage::judged).sorted().toArray();
    int first = (int) (SETTLED * judged.length);
    return (judged.length - 1 - first) / ((judged[judged.length - 1] - judged[first]) / 1e3);
  }

  /** What so large a share of the images did not exceed once the run had settled. */
  long quantile(ToLongFunction<Passage> of, double share) {
    long[] sorted =
        passages.stream().skip((long) (SETTLED * passages.size())).mapToLong(of).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
