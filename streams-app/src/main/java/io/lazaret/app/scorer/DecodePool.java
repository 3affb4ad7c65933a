package io.lazaret.app.scorer;

import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.app.scorer.Serving.Lease;
import io.lazaret.app.topology.IncomingImage;
import io.lazaret.app.topology.Judgement;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.detect.Verdict.Undecidable;
import io.lazaret.core.detect.Verdict.Undecidable.Cause;
import io.lazaret.core.detect.Verdict.Unreadable;
import io.lazaret.core.image.Decoded;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.DeviceFailure;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of each image either a verdict that needs no network, or a job for the device. Holds at
 * most so many decoded images: a decoder waits for a place before it decodes, and the place is free
 * again once the device is done with the image.
 */
final class DecodePool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecodePool.class);

  private final Serving serving;
  private final Decoder decoder;
  private final FetchPool fetching;
  private final AppMetrics metrics;
  private final Consumer<Job> device;
  private final ExecutorService threads;
  private final Semaphore places;

  DecodePool(
      Serving serving,
      Decoder decoder,
      FetchPool fetching,
      ScorerLimits limits,
      AppMetrics metrics,
      Consumer<Job> device) {
    this.serving = serving;
    this.decoder = decoder;
    this.fetching = fetching;
    this.metrics = metrics;
    this.device = device;
    this.places = new Semaphore(limits.decodedImages());
    this.threads =
        Executors.newFixedThreadPool(
            limits.decodeThreads(), task -> Watchdog.daemon(task, "decode"));
  }

  /** Begins an image; the future may be cancelled as long as nobody waits for it. */
  CompletableFuture<Judgement> submit(IncomingImage image) {
    CompletableFuture<Judgement> result = new CompletableFuture<>();
    long submitted = System.nanoTime();
    if (isElsewhere(image)) {
      fetching.submit(
          image, result, bytes -> decode(image, bytes, fetching.decoder(), submitted, result));
    } else {
      decode(image, image.encodedOrNull(), decoder, submitted, result);
    }
    return result;
  }

  /** Its record has no bytes, and says where they are. */
  private static boolean isElsewhere(IncomingImage image) {
    byte[] value = image.encodedOrNull();
    return image.headers().defect().isEmpty()
        && image.headers().event().data().isPresent()
        && (value == null || value.length == 0);
  }

  /** Done when the bytes are needed no longer. */
  private Future<?> decode(
      IncomingImage image,
      byte @Nullable [] bytes,
      Decoder with,
      long submitted,
      CompletableFuture<Judgement> result) {
    try {
      return threads.submit(() -> run(image, bytes, with, submitted, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new DeviceException("the scorer is closed", e));
      return result;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void run(
      IncomingImage image,
      byte @Nullable [] bytes,
      Decoder with,
      long submitted,
      CompletableFuture<Judgement> result) {
    boolean handedOver = false;
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(new DeviceException("the scorer is closed", e));
      return;
    }
    try {
      if (!result.isDone()) {
        handedOver = handOver(image, bytes, with, submitted, result);
      }
    } catch (Throwable e) {
      // Not swallowed: whoever waits for this image gets it and fails with it.
      result.completeExceptionally(e);
    } finally {
      if (!handedOver) {
        places.release();
      }
    }
  }

  /** Whether the device has the image now, and with it the place. */
  private boolean handOver(
      IncomingImage image,
      byte @Nullable [] bytes,
      Decoder with,
      long submitted,
      CompletableFuture<Judgement> result) {
    long started = System.nanoTime();
    ImageEvent event = image.headers().event();
    Decoded decoded =
        defect(image)
            .<Decoded>map(defect -> defect)
            .orElseGet(() -> with.decode(bytes, event.contentType()));
    metrics.imageDecoded(Duration.ofNanos(System.nanoTime() - started));
    Optional<Lease> lease = event.modality().flatMap(serving::lease);
    Optional<Verdict> early =
        decoded.fold(
            pixels -> lease.isEmpty() ? Optional.of(unknown(event)) : Optional.empty(),
            malformed -> Optional.of(new Unreadable(malformed)));
    if (early.isPresent()) {
      lease.ifPresent(Lease::giveBack);
      Duration decoding = Duration.ofNanos(System.nanoTime() - started);
      result.complete(new Judgement(early.get(), Job.timings(submitted, decoding, Duration.ZERO)));
      return false;
    }
    Pixels pixels = decoded.fold(found -> found, DecodePool::impossible);
    Optional<Lease> shadow = event.modality().flatMap(serving::shadowLease);
    Begun begun = new Begun(image.position(), submitted, started, pixels);
    if (shadow.isEmpty()) {
      begin(begun, lease.orElseThrow(), result, places::release);
    } else {
      beginBoth(begun, lease.orElseThrow(), shadow.get(), result);
    }
    return true;
  }

  /**
   * An image on its way to the device.
   *
   * @param started when its decoding began, in nanoseconds
   */
  private record Begun(SourcePosition position, long submitted, long started, Pixels pixels) {}

  private void begin(
      Begun begun, Lease lease, CompletableFuture<Judgement> result, Runnable release) {
    long transforming = System.nanoTime();
    Optional<Prepared> prepared = prepare(begun.position(), lease.assessor(), begun.pixels());
    metrics.imageTransformed(Duration.ofNanos(System.nanoTime() - transforming));
    Duration decoding = Duration.ofNanos(System.nanoTime() - begun.started());
    device.accept(
        new Job(
            begun.position(),
            lease.assessor(),
            prepared,
            begun.submitted(),
            decoding,
            result,
            () -> {
              lease.giveBack();
              release.run();
            }));
  }

  /** Two jobs for one image; what becomes of the candidate's never is the image's problem. */
  private void beginBoth(
      Begun begun, Lease lease, Lease shadow, CompletableFuture<Judgement> result) {
    AtomicInteger left = new AtomicInteger(2);
    Runnable release =
        () -> {
          if (left.decrementAndGet() == 0) {
            places.release();
          }
        };
    CompletableFuture<Judgement> counts = new CompletableFuture<>();
    CompletableFuture<Judgement> beside = new CompletableFuture<>();
    counts
        .thenCombine(
            beside.exceptionally(DecodePool::candidateFailed),
            (own, other) ->
                new Judgement(own.verdict(), own.timings(), Optional.of(other.verdict())))
        .whenComplete(
            (judgement, failure) -> {
              if (failure == null) {
                result.complete(judgement);
              } else {
                result.completeExceptionally(
                    failure instanceof CompletionException ? failure.getCause() : failure);
              }
            });
    begin(begun, lease, counts, release);
    begin(begun, shadow, beside, release);
  }

  private static Judgement candidateFailed(Throwable failure) {
    // The machine's: it would judge the next image too.
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof DeviceFailure broken) {
      throw broken;
    }
    LOG.warn("the candidate in the shadow failed: {}", failure.toString());
    return new Judgement(
        new Undecidable(Cause.MODEL_FAILURE, "the candidate failed"), VerdictEvent.Timings.NONE);
  }

  /** What the record alone says against the image. */
  private static Optional<Malformed> defect(IncomingImage image) {
    if (image.headers().event().data().isPresent() && !isElsewhere(image)) {
      return image
          .headers()
          .defect()
          .or(
              () ->
                  Optional.of(
                      new Malformed(
                          Malformed.Kind.HEADERS,
                          "the record has bytes, and " + ImageHeaders.DATA_REF + " besides")));
    }
    return image.headers().defect();
  }

  /** An image that cannot be prepared is for the device's thread to blame on image or machine. */
  private static Optional<Prepared> prepare(
      SourcePosition position, Assessor assessor, Pixels pixels) {
    try {
      return Optional.of(assessor.prepare(pixels));
    } catch (RuntimeException e) {
      LOG.warn("the image at {} cannot be prepared: {}", position, e.toString());
      return Optional.empty();
    }
  }

  private static Pixels impossible(Malformed malformed) {
    throw new IllegalStateException("a malformed image has its verdict: " + malformed.kind());
  }

  private static Verdict unknown(ImageEvent event) {
    String detail =
        event.modality().isPresent()
            ? "no bundle serves the modality that the feed named"
            : "the feed named no modality";
    return new Undecidable(Cause.UNKNOWN_MODALITY, detail);
  }
}
