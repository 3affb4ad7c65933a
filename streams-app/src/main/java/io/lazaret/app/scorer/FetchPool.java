package io.lazaret.app.scorer;

import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.app.topology.IncomingImage;
import io.lazaret.app.topology.Judgement;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.detect.Verdict.Undecidable;
import io.lazaret.core.detect.Verdict.Undecidable.Cause;
import io.lazaret.core.detect.Verdict.Unreadable;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.DataReference;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.store.ObjectException;
import io.lazaret.store.ObjectException.Problem;
import io.lazaret.store.ObjectStore;
import io.lazaret.store.ObjectStores;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the images that do not travel in their records, and holds each until it is decoded. What
 * is wrong with an object is a verdict. A store that does not answer is none: its images wait here,
 * and with them their partitions, until it does.
 */
final class FetchPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FetchPool.class);

  private final ObjectStores stores;
  private final FetchLimits limits;
  private final Decoder decoder;
  private final AppMetrics metrics;
  private final ExecutorService threads;
  private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
  private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean abandoned;

  FetchPool(Fetching fetching, AppMetrics metrics) {
    this.stores = fetching.stores();
    this.limits = fetching.limits();
    this.decoder = fetching.decoder();
    this.metrics = metrics;
    this.threads =
        Executors.newFixedThreadPool(limits.threads(), task -> Watchdog.daemon(task, "fetch"));
    stores.all().forEach(store -> metrics.observe(store.name(), () -> !isUnreachable(store)));
  }

  /**
   * Begins an image.
   *
   * @param result completed here when the bytes are not to be had
   * @param decoding takes the bytes; what it returns is done when they are needed no longer
   */
  void submit(
      IncomingImage image,
      CompletableFuture<Judgement> result,
      Function<byte[], Future<?>> decoding) {
    long submitted = System.nanoTime();
    try {
      threads.execute(() -> run(image, submitted, result, decoding));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new DeviceException("the scorer is closed", e));
    }
  }

  /** Decodes what was fetched. */
  Decoder decoder() {
    return decoder;
  }

  /** A store that images wait for. */
  Optional<String> unreachable() {
    return unreachable.stream().findFirst();
  }

  /** Lets go of the images that wait for a store: another process may have more luck. */
  void abandon() {
    abandoned = true;
    waiting.forEach(result -> result.completeExceptionally(gone("the app stops")));
  }

  @Override
  public void close() {
    abandon();
    threads.shutdownNow();
  }

  private void run(
      IncomingImage image,
      long submitted,
      CompletableFuture<Judgement> result,
      Function<byte[], Future<?>> decoding) {
    waiting.add(result);
    try {
      DataReference reference = image.headers().event().data().orElseThrow();
      Optional<byte[]> fetched = fetch(reference, image.position(), submitted, result);
      if (fetched.isPresent()) {
        waiting.remove(result);
        decoding.apply(fetched.get()).get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(new DeviceException("the scorer is closed", e));
    } catch (ExecutionException | RuntimeException | Error e) {
      // Not swallowed: whoever waits for this image gets it and fails with it.
      result.completeExceptionally(e instanceof ExecutionException ? e.getCause() : e);
    } finally {
      waiting.remove(result);
    }
  }

  /** The bytes that the reference names; empty once the result is complete without them. */
  private Optional<byte[]> fetch(
      DataReference reference,
      SourcePosition position,
      long submitted,
      CompletableFuture<Judgement> result)
      throws InterruptedException {
    Optional<ObjectStore> store = stores.of(reference.uri());
    Optional<Verdict> refused = refused(reference, store);
    for (int failed = 0; refused.isEmpty() && !result.isDone(); ) {
      if (abandoned) {
        result.completeExceptionally(gone("the app stops"));
        return Optional.empty();
      }
      try {
        byte[] bytes = read(store.orElseThrow(), reference);
        if (reference.names(bytes)) {
          return Optional.of(bytes);
        }
        refused = Optional.of(altered(reference, bytes));
      } catch (ObjectException e) {
        failed++;
        refused = verdict(e, failed, store.orElseThrow());
        if (refused.isEmpty()) {
          pause(limits.pause(failed), result);
        }
        LOG.debug("the object of {} cannot be had: {}", position, e.getMessage());
      }
    }
    refused.ifPresent(
        verdict ->
            result.complete(
                new Judgement(verdict, Job.timings(submitted, Duration.ZERO, Duration.ZERO))));
    return Optional.empty();
  }

  private Optional<Verdict> refused(DataReference reference, Optional<ObjectStore> store) {
    if (store.isEmpty()) {
      return Optional.of(
          unreadable(
              Malformed.Kind.REFERENCE,
              "the image's bytes lie in a place that is not among the app's objects"));
    }
    if (reference.size() > limits.bytes()) {
      return Optional.of(
          unreadable(
              Malformed.Kind.TOO_LARGE,
              "an object of " + reference.size() + " bytes; at most " + limits.bytes()));
    }
    return Optional.empty();
  }

  private byte[] read(ObjectStore store, DataReference reference) {
    long started = System.nanoTime();
    byte[] bytes = store.read(reference.uri(), (int) reference.size());
    metrics.objectFetched(store.name(), Duration.ofNanos(System.nanoTime() - started));
    reached(store);
    return bytes;
  }

  /** What a failure says of the image; nothing as long as trying again may help. */
  private Optional<Verdict> verdict(ObjectException failure, int failed, ObjectStore store) {
    metrics.fetchFailed(store.name());
    if (failure.problem() == Problem.MISSING) {
      reached(store);
      return Optional.of(
          new Undecidable(Cause.OBJECT_MISSING, "the image's bytes: " + failure.getMessage()));
    }
    if (failed >= limits.tries() && (failure.problem() == Problem.DENIED || store.answers())) {
      reached(store);
      return Optional.of(
          new Undecidable(
              Cause.OBJECT_UNAVAILABLE,
              "the image's bytes cannot be had in " + failed + " tries: " + failure.getMessage()));
    }
    if (failure.problem() == Problem.UNREACHABLE && unreachable.add(store.name())) {
      LOG.warn("{} does not answer, its images wait: {}", store.name(), failure.getMessage());
    }
    return Optional.empty();
  }

  private void reached(ObjectStore store) {
    if (unreachable.remove(store.name())) {
      LOG.info("{} answers again", store.name());
    }
  }

  private boolean isUnreachable(ObjectStore store) {
    return unreachable.contains(store.name());
  }

  /** Waits, or until nobody wants the image any more. */
  private static void pause(Duration length, CompletableFuture<Judgement> result)
      throws InterruptedException {
    try {
      result.get(length.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | RuntimeException e) {
      return; // the loop looks why
    }
  }

  private static Verdict altered(DataReference reference, byte[] bytes) {
    String what =
        bytes.length == reference.size()
            ? "other bytes than those that the record names"
            : (bytes.length > reference.size() ? "more" : bytes.length)
                + " bytes where the record names "
                + reference.size();
    return unreadable(Malformed.Kind.ALTERED, "the object has " + what);
  }

  private static Verdict unreadable(Malformed.Kind kind, String detail) {
    return new Unreadable(new Malformed(kind, detail));
  }

  private static StoreUnreachableException gone(String why) {
    return new StoreUnreachableException("an image waits for its store, and " + why);
  }
}
