package io.lazaret.app.scorer;

import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.app.topology.IncomingImage;
import io.lazaret.app.topology.Judge;
import io.lazaret.app.topology.Judgement;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.wire.SourcePosition;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges images in batches for all stream threads together. The interceptor begins the images of a
 * poll with {@link #prefetch}; the processor takes its own with {@link #judge}, and begins it then
 * if nobody has. Nothing here outlives a crash or needs to: what was not forwarded is read again.
 */
public final class LookaheadScorer implements Judge, AutoCloseable {
  private final ScorerLimits limits;
  private final AppMetrics metrics;
  private final Map<SourcePosition, CompletableFuture<Judgement>> ahead = new ConcurrentHashMap<>();
  private final Watchdog watchdog;
  private final DeviceThread device;
  private final FetchPool fetchers;
  private final DecodePool decoding;

  /**
   * @param serving who judges which modality; belongs to whoever opened it, and must outlive this
   * @param halt ends the process at once; called when the device is stuck
   */
  public LookaheadScorer(
      Serving serving,
      Decoder decoder,
      Fetching fetching,
      ScorerLimits limits,
      AppMetrics metrics,
      Runnable halt) {
    this.limits = limits;
    this.metrics = metrics;
    watchdog = new Watchdog(limits.deviceTimeout(), halt);
    device =
        new DeviceThread(
            limits.batchSize(),
            limits.linger(),
            new BatchRunner(watchdog, metrics),
            () -> serving.all().forEach(this::selfTest));
    fetchers = new FetchPool(fetching, metrics);
    decoding = new DecodePool(serving, decoder, fetchers, limits, metrics, device::submit);
    metrics.observe(AppMetrics.Queue.LOOKAHEAD, ahead::size);
    metrics.observe(AppMetrics.Queue.DEVICE, device::depth);
  }

  /**
   * Runs every assessor's self-test on the device, and serves once all have passed.
   *
   * @throws io.lazaret.core.RefusedException when one does not pass
   */
  public void start() {
    device.start();
  }

  /**
   * Runs an assessor's self-test on the device, between two batches.
   *
   * @throws io.lazaret.core.RefusedException when it does not pass
   */
  public void tryOut(Assessor assessor) {
    device.call(() -> selfTest(assessor));
  }

  private void selfTest(Assessor assessor) {
    watchdog.guard(assessor::selfTest);
  }

  /** Begins an image that will be asked for soon; does nothing when enough are begun. */
  void prefetch(IncomingImage image) {
    if (ahead.size() >= limits.lookaheadImages()) {
      return;
    }
    CompletableFuture<Judgement> earlier = ahead.put(image.position(), decoding.submit(image));
    if (earlier != null) {
      // Polled once more after a rebalance; nobody waits for the first.
      earlier.cancel(false);
    }
  }

  @Override
  public Judgement judge(IncomingImage image) {
    CompletableFuture<Judgement> begun = ahead.remove(image.position());
    if (begun == null) {
      metrics.lookaheadMissed();
      begun = decoding.submit(image);
    }
    Optional<Judgement> judged = Futures.get(begun, limits.waitLimit());
    if (judged.isEmpty()) {
      begun.cancel(false);
      String waited = "no verdict within " + limits.waitLimit().toSeconds() + " s";
      throw fetchers
          .unreachable()
          .<RuntimeException>map(
              store -> new StoreUnreachableException(waited + ": " + store + " does not answer"))
          .orElseGet(() -> new DeviceException(waited));
    }
    return judged.get();
  }

  /** A store that does not answer while images wait for it. */
  public Optional<String> unreachableStore() {
    return fetchers.unreachable();
  }

  /** Lets go of the images that wait for a store that does not answer, so that the app can stop. */
  public void abandonUnreachable() {
    if (fetchers.unreachable().isPresent()) {
      fetchers.abandon();
    }
  }

  @Override
  public void discard(String topic, int partition) {
    ahead
        .entrySet()
        .removeIf(
            entry -> {
              SourcePosition position = entry.getKey();
              boolean theirs = position.partition() == partition && position.topic().equals(topic);
              if (theirs) {
                entry.getValue().cancel(false);
              }
              return theirs;
            });
  }

  /**
   * Stops all threads, after the batch at hand; the assessors may then be closed. Whoever still
   * waits for an image waits in vain until the limit.
   */
  @Override
  public void close() {
    fetchers.close();
    decoding.close();
    device.close();
    watchdog.close();
  }
}
