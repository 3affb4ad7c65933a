package io.lazaret.app.scorer;

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
import io.lazaret.core.model.Prepared;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.ImageHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of each image either a verdict that needs no network, or a job for the device. Holds at
 * most so many decoded images: a decoder waits for a place before it decodes, and the place is free
 * again once the device is done with the image.
 */
final class DecodePool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecodePool.class);

  private final Map<String, Assessor> assessors;
  private final Decoder decoder;
  private final FetchPool fetching;
  private final Consumer<Job> device;
  private final ExecutorService threads;
  private final Semaphore places;

  DecodePool(
      Map<String, Assessor> assessors,
      Decoder decoder,
      FetchPool fetching,
      ScorerLimits limits,
      Consumer<Job> device) {
    this.assessors = Map.copyOf(assessors);
    this.decoder = decoder;
    this.fetching = fetching;
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
      byte[] bytes,
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
      byte[] bytes,
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
      byte[] bytes,
      Decoder with,
      long submitted,
      CompletableFuture<Judgement> result) {
    long started = System.nanoTime();
    ImageEvent event = image.headers().event();
    Decoded decoded =
        defect(image)
            .<Decoded>map(defect -> defect)
            .orElseGet(() -> with.decode(bytes, event.contentType()));
    Assessor assessor = event.modality().map(assessors::get).orElse(null);
    Optional<Verdict> early =
        decoded.fold(
            pixels -> assessor == null ? Optional.of(unknown(event)) : Optional.empty(),
            malformed -> Optional.of(new Unreadable(malformed)));
    if (early.isPresent()) {
      Duration decoding = Duration.ofNanos(System.nanoTime() - started);
      result.complete(new Judgement(early.get(), Job.timings(submitted, decoding, Duration.ZERO)));
      return false;
    }
    Optional<Prepared> prepared =
        decoded.fold(pixels -> prepare(image, assessor, pixels), DecodePool::impossible);
    Duration decoding = Duration.ofNanos(System.nanoTime() - started);
    device.accept(
        new Job(
            image.position(), assessor, prepared, submitted, decoding, result, places::release));
    return true;
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
  private static Optional<Prepared> prepare(IncomingImage image, Assessor assessor, Pixels pixels) {
    try {
      return Optional.of(assessor.prepare(pixels));
    } catch (RuntimeException e) {
      LOG.warn("the image at {} cannot be prepared: {}", image.position(), e.toString());
      return Optional.empty();
    }
  }

  private static Optional<Prepared> impossible(Malformed malformed) {
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
