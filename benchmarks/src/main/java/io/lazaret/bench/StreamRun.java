package io.lazaret.bench;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What came of a run through the stream.
 *
 * @param passages one for each image
 * @param settled the clock in milliseconds when the run had settled: what comes first pays for what
 *     stood still before, and for the feed
 * @param cpuMillis what all processors together spent on an image from then on, broker and app
 */
record StreamRun(List<Passage> passages, long settled, double cpuMillis) {

  /** Images a second, from when the run had settled to its last verdict. */
  double perSecond() {
    long last = passages.stream().mapToLong(Passage::judged).max().orElse(settled);
    long images = passages.stream().filter(passage -> passage.judged() > settled).count();
    return images / ((last - settled) / 1e3);
  }

  /** What so large a share of the images did not exceed that came once the run had settled. */
  long quantile(ToLongFunction<Passage> of, double share) {
    long[] sorted =
        passages.stream()
            .filter(passage -> passage.incoming() > settled)
            .mapToLong(of)
            .sorted()
            .toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
