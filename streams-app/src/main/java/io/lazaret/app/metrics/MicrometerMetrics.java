package io.lazaret.app.metrics;

import io.lazaret.core.Required;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.CleanReference;
import io.lazaret.core.detect.Verdict.Outcome;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.VerdictEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The metrics as Prometheus sees them: {@code lazaret_images_received_total}, {@code
 * lazaret_verdicts_total}, {@code lazaret_wait_seconds} and so on. Labels are bounded: a modality
 * that no bundle serves, which is any text that a feed sends, counts as {@code other}, and so do
 * the feeds beyond the configured number.
 */
public final class MicrometerMetrics implements AppMetrics {
  /** Few enough for several histograms, wide enough for a CPU and for a GPU. */
  private static final Duration[] BUCKETS =
      IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** Images wait for hours where the app was stopped. */
  private static final Duration[] AGES =
      DoubleStream.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200)
          .mapToObj(seconds -> Duration.ofMillis((long) (1_000 * seconds)))
          .toArray(Duration[]::new);

  /** From 0, the median of clean images, to 1, the threshold, and on both sides of that. */
  private static final double[] RELATIVE_SCORES = {
    -2, -1, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10
  };

  private static final double[] P_VALUES = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1
  };

  /** What a feed's wrong clock may add to a sum. */
  private static final Duration OLDEST = Duration.ofDays(1);

  private static final String NONE = "none";

  private static final String VERDICTS = "lazaret.verdicts";

  private final PrometheusMeterRegistry registry;
  private final Set<String> modalities = ConcurrentHashMap.newKeySet();
  private final BoundedNames feeds;
  private final DriftWatch drift;
  private final Map<String, Gauge> devices = new ConcurrentHashMap<>();
  private final Map<String, CleanReference> references = new ConcurrentHashMap<>();

  /** Guards itself and all series with a bundle's label: none is removed while it is counted up. */
  private final BundleSeries bundles;

  private final LongAdder openCampaigns = new LongAdder();
  private final Counter received;
  private final Counter missed;
  private final Timer endToEnd;
  private final Timer wait;
  private final Timer queue;
  private final Timer decode;
  private final Timer transform;

  private final Histogram scores;
  private final Histogram pValues;

  /**
   * @param modalities those that a bundle serves
   */
  public MicrometerMetrics(
      PrometheusMeterRegistry registry, Set<String> modalities, MetricsLimits limits) {
    this.registry = registry;
    this.modalities.addAll(modalities);
    feeds = new BoundedNames(limits.feeds());
    drift = new DriftWatch(registry, limits);
    bundles = new BundleSeries(registry.config().clock());
    received = counter("lazaret.images.received", "Records that reached the processor");
    missed = counter("lazaret.lookahead.missed", "Images that were not begun ahead");
    endToEnd =
        Timer.builder("lazaret.end.to.end")
            .description("Time from a record's timestamp to its verdict")
            .serviceLevelObjectives(AGES)
            .register(registry);
    wait = timer("lazaret.wait", "Time that a stream thread spends on an image");
    queue = timer("lazaret.queue", "Time that an image waits for a decoder and for the device");
    decode = timer("lazaret.decode", "Time from an image's bytes to its pixels");
    transform = timer("lazaret.transform", "Time from pixels to what the network reads");
    scores =
        fractions(
            "lazaret_score_ratio",
            "Deciding score; 0 is the median of the bundle's clean images, 1 the threshold",
            RELATIVE_SCORES);
    pValues = fractions("lazaret_p_value", "The deciding detector's p-value", P_VALUES);
    refusedBundles(BoundedNames.OTHER);
    modalities.forEach(this::refusedBundles);
    Gauge.builder("lazaret.campaigns.open", openCampaigns::sum)
        .description("Campaigns that are open in the partitions of this process")
        .register(registry);
    for (CampaignEvent.Kind kind : CampaignEvent.Kind.values()) {
      campaignEvents(kind);
    }
  }

  @Override
  public void imageReceived() {
    received.increment();
  }

  @Override
  public void imageJudged(VerdictEvent verdict, Duration waited, Duration age) {
    String feed = feeds.label(verdict.feed());
    synchronized (bundles) {
      count(verdict, feed);
    }
    wait.record(waited);
    queue.record(verdict.timings().queueMicros(), TimeUnit.MICROSECONDS);
    endToEnd.record(age.isNegative() ? Duration.ZERO : age.compareTo(OLDEST) > 0 ? OLDEST : age);
    if (verdict.outcome() == Outcome.CLEAR) {
      drift.cleared(verdict, feed);
    }
  }

  private void count(VerdictEvent verdict, String feed) {
    String modality = label(verdict.modality());
    verdict.bundle().ifPresent(bundle -> bundles.counts(modality, bundle));
    Counter.builder(VERDICTS)
        .description("Images judged")
        .tag("outcome", verdict.outcome().code())
        .tag("reason", verdict.reason().orElse(NONE))
        .tag("feed", feed)
        .tag("modality", modality)
        .tag("bundle", verdict.bundle().orElse(NONE))
        .register(registry)
        .increment();
    if (verdict.pValue().isPresent()) {
      assessed(verdict);
    }
  }

  private void assessed(VerdictEvent verdict) {
    String bundle = verdict.bundle().orElseThrow();
    String modality = label(verdict.modality());
    pValues.labelValues(modality, bundle).observe(verdict.pValue().orElseThrow());
    CleanReference reference = references.get(bundle);
    if (reference != null) {
      scores
          .labelValues(modality, bundle)
          .observe(reference.relative(Required.of(verdict.scores(), reference.detector())));
    }
  }

  @Override
  public void imageDecoded(Duration time) {
    decode.record(time);
  }

  @Override
  public void imageTransformed(Duration time) {
    transform.record(time);
  }

  @Override
  public void lookaheadMissed() {
    missed.increment();
  }

  @Override
  public void batchRun(String modality, int images, Duration time) {
    DistributionSummary.builder("lazaret.batch.images")
        .description("Images in a batch")
        .tag("modality", modality)
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
        .register(registry)
        .record(images);
    histogram("lazaret.model", "Time of the network on a batch, image and views together")
        .tag("modality", modality)
        .register(registry)
        .record(time);
  }

  @Override
  public void detectorsRun(String modality, Duration time) {
    histogram("lazaret.detectors", "Time of the detectors on a batch")
        .tag("modality", modality)
        .register(registry)
        .record(time);
  }

  @Override
  public void batchFailed(String modality) {
    failedBatches(modality).increment();
  }

  private Counter failedBatches(String modality) {
    return Counter.builder("lazaret.batches.failed")
        .description("Batches that the network failed on")
        .tag("modality", modality)
        .register(registry);
  }

  @Override
  public void objectFetched(String store, Duration time) {
    histogram("lazaret.fetch", "Time to get an image's bytes from an object store")
        .tag("store", store)
        .register(registry)
        .record(time);
  }

  @Override
  public void fetchFailed(String store) {
    failedFetches(store).increment();
  }

  private Counter failedFetches(String store) {
    return Counter.builder("lazaret.fetches.failed")
        .description("Tries to get an image's bytes from an object store that failed")
        .tag("store", store)
        .register(registry);
  }

  @Override
  public void observe(String store, BooleanSupplier answers) {
    Gauge.builder("lazaret.store.up", () -> answers.getAsBoolean() ? 1 : 0)
        .description("Whether an object store answers: 0 while images wait for it")
        .tag("store", store)
        .register(registry);
    failedFetches(store);
  }

  @Override
  public void serves(String modality, Role role, Assessor assessor) {
    modalities.add(modality);
    serves(modality, role);
    Gauge gauge =
        Gauge.builder("lazaret.device", () -> 1)
            .description("Which bundle judges a modality, on which device; always 1")
            .tag("modality", modality)
            .tag("role", role.name().toLowerCase(Locale.ROOT))
            .tag("bundle", assessor.bundle())
            .tag("device", assessor.device())
            .register(registry);
    devices.put(modality + "/" + role, gauge);
    assessor.deviceMemory().ifPresent(memory -> showMemory(assessor));
    synchronized (bundles) {
      bundles.sits(modality, role, assessor.bundle());
      references.put(assessor.bundle(), assessor.reference());
      bundles.forget(modality).forEach(bundle -> removeSeries(modality, bundle));
    }
    refusedBundles(modality);
    failedBatches(modality);
    switch (role) {
      case SERVING -> drift.serves(modality, assessor.bundle(), assessor.reference());
      case SHADOW -> {
        shadowVerdicts(modality, true);
        shadowVerdicts(modality, false);
      }
    }
  }

  private void removeSeries(String modality, String bundle) {
    references.remove(bundle);
    registry.find(VERDICTS).tag("bundle", bundle).counters().forEach(registry::remove);
    scores.remove(modality, bundle);
    pValues.remove(modality, bundle);
  }

  private void showMemory(Assessor assessor) {
    showMemory("lazaret.device.memory.used", "Memory in use", assessor, MemoryUsage::getUsed);
    showMemory("lazaret.device.memory.max", "Memory in all", assessor, MemoryUsage::getMax);
  }

  /** Asked of whichever assessor was opened last: each of them sees the whole device. */
  private void showMemory(
      String name, String what, Assessor assessor, ToLongFunction<MemoryUsage> bytes) {
    registry.find(name).tag("device", assessor.device()).meters().forEach(registry::remove);
    Gauge.builder(name, () -> assessor.deviceMemory().map(bytes::applyAsLong).orElse(null))
        .description(what + " of the device that judges")
        .baseUnit("bytes")
        .tag("device", assessor.device())
        .register(registry);
  }

  @Override
  public void serves(String modality, Role role) {
    Gauge before = devices.remove(modality + "/" + role);
    if (before != null) {
      registry.remove(before);
    }
    synchronized (bundles) {
      bundles.leaves(modality, role);
    }
    if (role == Role.SERVING) {
      drift.leaves(modality);
    }
  }

  @Override
  public void bundleRefused(String modality) {
    refusedBundles(label(Optional.of(modality))).increment();
  }

  private Counter refusedBundles(String modality) {
    return Counter.builder("lazaret.bundles.refused")
        .description("Bundles that were rolled out and cannot be used here")
        .tag("modality", modality)
        .register(registry);
  }

  @Override
  public void shadowJudged(String modality, boolean agrees) {
    shadowVerdicts(modality, agrees).increment();
  }

  private Counter shadowVerdicts(String modality, boolean agrees) {
    return Counter.builder("lazaret.shadow.verdicts")
        .description("Images that a candidate judged beside the bundle that counts")
        .tag("modality", modality)
        .tag("agrees", Boolean.toString(agrees))
        .register(registry);
  }

  @Override
  public void campaignTold(CampaignEvent event) {
    campaignEvents(event.kind()).increment();
  }

  private Counter campaignEvents(CampaignEvent.Kind kind) {
    return Counter.builder("lazaret.campaign.events")
        .description("What happened to campaigns")
        .tag("kind", kind.code())
        .register(registry);
  }

  @Override
  public void campaignsOpen(int change) {
    openCampaigns.add(change);
  }

  @Override
  public void observe(Queue place, IntSupplier depth) {
    Gauge.builder("lazaret.queue.depth", depth::getAsInt)
        .description("Images that wait")
        .tag("queue", place.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private String label(Optional<String> modality) {
    return modality.map(said -> modalities.contains(said) ? said : BoundedNames.OTHER).orElse(NONE);
  }

  /** By Prometheus' own client: Micrometer takes no negative values, and rounds up fractions. */
  private Histogram fractions(String name, String description, double[] buckets) {
    return Histogram.builder()
        .name(name)
        .help(description)
        .labelNames("modality", "bundle")
        .withoutExemplars()
        .classicOnly()
        .classicUpperBounds(buckets)
        .register(registry.getPrometheusRegistry());
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return histogram(name, description).register(registry);
  }

  private static Timer.Builder histogram(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(BUCKETS);
  }
}
