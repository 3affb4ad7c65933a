package io.lazaret.app.metrics;

import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.VerdictEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
import java.util.stream.IntStream;

/**
 * The metrics as Prometheus sees them: {@code lazaret_images_received_total}, {@code
 * lazaret_verdicts_total}, {@code lazaret_wait_seconds} and so on. Labels are bounded: a modality
 * that no bundle serves, which is any text that a feed sends, counts as {@code other}.
 */
public final class MicrometerMetrics implements AppMetrics {
  /** Few enough for several histograms, wide enough for a CPU and for a GPU. */
  private static final Duration[] BUCKETS =
      IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Set<String> modalities = ConcurrentHashMap.newKeySet();
  private final Map<String, Gauge> devices = new ConcurrentHashMap<>();
  private final LongAdder openCampaigns = new LongAdder();
  private final Counter received;
  private final Counter missed;
  private final Timer wait;
  private final Timer queue;
  private final Timer decode;
  private final Timer model;

  /**
   * @param modalities those that a bundle serves
   */
  public MicrometerMetrics(MeterRegistry registry, Set<String> modalities) {
    this.registry = registry;
    this.modalities.addAll(modalities);
    received = counter("lazaret.images.received", "Records that reached the processor");
    missed = counter("lazaret.lookahead.missed", "Images that were not begun ahead");
    wait = timer("lazaret.wait", "Time that a stream thread spends on an image");
    queue = timer("lazaret.queue", "Time that an image waits for a decoder and for the device");
    decode = timer("lazaret.decode", "Time from an image's bytes to what the network reads");
    model = timer("lazaret.model", "Time of the batch that an image was judged in");
    Gauge.builder("lazaret.campaigns.open", openCampaigns::sum)
        .description("Campaigns that are open in the partitions of this process")
        .register(registry);
  }

  @Override
  public void imageReceived() {
    received.increment();
  }

  @Override
  public void imageJudged(VerdictEvent verdict, Duration waited) {
    Counter.builder("lazaret.verdicts")
        .description("Images judged")
        .tag("outcome", verdict.outcome().code())
        .tag("reason", verdict.reason().orElse("none"))
        .tag("modality", label(verdict.modality()))
        .register(registry)
        .increment();
    wait.record(waited);
    queue.record(verdict.timings().queueMicros(), TimeUnit.MICROSECONDS);
    decode.record(verdict.timings().decodeMicros(), TimeUnit.MICROSECONDS);
    model.record(verdict.timings().modelMicros(), TimeUnit.MICROSECONDS);
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
    histogram("lazaret.batch", "Time of a batch on the device")
        .tag("modality", modality)
        .register(registry)
        .record(time);
  }

  @Override
  public void batchFailed(String modality) {
    Counter.builder("lazaret.batches.failed")
        .description("Batches that the network failed on")
        .tag("modality", modality)
        .register(registry)
        .increment();
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
    Counter.builder("lazaret.fetches.failed")
        .description("Tries to get an image's bytes from an object store that failed")
        .tag("store", store)
        .register(registry)
        .increment();
  }

  @Override
  public void observe(String store, BooleanSupplier answers) {
    Gauge.builder("lazaret.store.up", () -> answers.getAsBoolean() ? 1 : 0)
        .description("Whether an object store answers: 0 while images wait for it")
        .tag("store", store)
        .register(registry);
  }

  @Override
  public void serves(String modality, Role role, String bundle, String device) {
    modalities.add(modality);
    serves(modality, role);
    Gauge gauge =
        Gauge.builder("lazaret.device", () -> 1)
            .description("Which bundle judges a modality, on which device; always 1")
            .tag("modality", modality)
            .tag("role", role.name().toLowerCase(Locale.ROOT))
            .tag("bundle", bundle)
            .tag("device", device)
            .register(registry);
    devices.put(modality + "/" + role, gauge);
  }

  @Override
  public void serves(String modality, Role role) {
    Gauge before = devices.remove(modality + "/" + role);
    if (before != null) {
      registry.remove(before);
    }
  }

  @Override
  public void bundleRefused(String modality) {
    Counter.builder("lazaret.bundles.refused")
        .description("Bundles that were rolled out and cannot be used here")
        .tag("modality", label(Optional.of(modality)))
        .register(registry)
        .increment();
  }

  @Override
  public void shadowJudged(String modality, boolean agrees) {
    Counter.builder("lazaret.shadow.verdicts")
        .description("Images that a candidate judged beside the bundle that counts")
        .tag("modality", modality)
        .tag("agrees", Boolean.toString(agrees))
        .register(registry)
        .increment();
  }

  @Override
  public void campaignTold(CampaignEvent event) {
    Counter.builder("lazaret.campaign.events")
        .description("What happened to campaigns")
        .tag("kind", event.kind().code())
        .register(registry)
        .increment();
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
    return modality.map(said -> modalities.contains(said) ? said : "other").orElse("none");
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
