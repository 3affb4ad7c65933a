package io.lazaret.app.metrics;

import io.lazaret.core.Required;
import io.lazaret.core.detect.CleanReference;
import io.lazaret.core.detect.ScoreDrift;
import io.lazaret.core.wire.VerdictEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * For each modality and feed, whether the scores of cleared images still come from where those of
 * the bundle's clean images came from. Each process looks at the images that it judges, and begins
 * anew when it starts and when another bundle judges.
 */
final class DriftWatch {
  private final MeterRegistry registry;
  private final MetricsLimits limits;
  private final Map<String, Served> references = new ConcurrentHashMap<>();
  private final Map<Stream, Windows> streams = new ConcurrentHashMap<>();

  private record Served(String bundle, CleanReference reference) {}

  private record Stream(String modality, String feed, String bundle) {}

  DriftWatch(MeterRegistry registry, MetricsLimits limits) {
    this.registry = registry;
    this.limits = limits;
  }

  /** From now on, a modality's images are compared with this bundle's. */
  synchronized void serves(String modality, String bundle, CleanReference reference) {
    leaves(modality);
    if (reference.cleared().length > 0) {
      references.put(modality, new Served(bundle, reference));
    }
  }

  /** Nothing judges a modality any more. */
  synchronized void leaves(String modality) {
    references.remove(modality);
    streams
        .entrySet()
        .removeIf(
            each -> {
              boolean theirs = each.getKey().modality().equals(modality);
              if (theirs) {
                each.getValue().meters.forEach(registry::remove);
              }
              return theirs;
            });
  }

  /**
   * A cleared image.
   *
   * @param feed the label of its feed
   */
  void cleared(VerdictEvent verdict, String feed) {
    String modality = verdict.modality().orElseThrow();
    Served served = references.get(modality);
    // One that a bundle judged which was replaced in the meantime is passed over.
    if (served != null && verdict.bundle().orElseThrow().equals(served.bundle())) {
      Stream stream = new Stream(modality, feed, served.bundle());
      Windows windows = streams.get(stream);
      if (windows == null) {
        windows = begin(stream, served);
      }
      windows.add(Required.of(verdict.scores(), served.reference().detector()));
    }
  }

  private synchronized Windows begin(Stream stream, Served served) {
    Windows begun = streams.get(stream);
    if (begun != null) {
      return begun;
    }
    Windows windows = new Windows(served.reference().cleared(), limits);
    if (references.get(stream.modality()) == served) {
      streams.put(stream, windows);
      show(stream, windows);
    }
    return windows;
  }

  private void show(Stream stream, Windows windows) {
    Tags tags =
        Tags.of("modality", stream.modality(), "feed", stream.feed(), "bundle", stream.bundle());
    windows.meters.add(
        gauge(
            "lazaret.drift.distance",
            "Largest difference between the distributions of scores, here and in the bundle",
            tags,
            windows,
            Windows::distance));
    windows.meters.add(
        gauge(
            "lazaret.drift.limit",
            "The difference that chance explains",
            tags,
            windows,
            Windows::limit));
    windows.meters.add(
        gauge(
            "lazaret.drift.images",
            "Cleared images that the drift test at hand has looked at",
            tags,
            windows,
            Windows::images));
    windows.meters.add(
        gauge(
            "lazaret.drift.detected",
            "1 when the drift test at hand or the one before it found drift",
            tags,
            windows,
            Windows::detected));
  }

  private Meter gauge(
      String name, String description, Tags tags, Windows of, ToDoubleFunction<Windows> value) {
    return Gauge.builder(name, of, value)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  /** One test after the other, so that what changes late is seen too. */
  private static final class Windows {
    private final List<Meter> meters = new ArrayList<>();
    private final double[] reference;
    private final MetricsLimits limits;
    private ScoreDrift test;
    private boolean before;

    Windows(double[] reference, MetricsLimits limits) {
      this.reference = reference;
      this.limits = limits;
      this.test = new ScoreDrift(reference, limits.driftErrorRate());
    }

    synchronized void add(double score) {
      if (test.seen() == limits.driftImages()) {
        before = test.isDrifting();
        test = new ScoreDrift(reference, limits.driftErrorRate());
      }
      test.add(score);
    }

    synchronized double distance() {
      return test.distance();
    }

    synchronized double limit() {
      return Math.min(1, test.limit());
    }

    synchronized double images() {
      return test.seen();
    }

    synchronized double detected() {
      return before || test.isDrifting() ? 1 : 0;
    }
  }
}
