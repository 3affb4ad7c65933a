package io.lazaret.app.scorer;

import io.lazaret.app.topology.Judgement;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One decoded image on its way through the device.
 *
 * @param position named in logs in place of the image's id
 * @param prepared what the network reads; empty when the image could not be prepared
 * @param submitted when the image was begun, in nanoseconds of {@link System#nanoTime}
 * @param decoding how long decoding and preparing took
 * @param result completed here
 * @param done run once the decoded image is no longer held
 */
record Job(
    SourcePosition position,
    Assessor assessor,
    Optional<Prepared> prepared,
    long submitted,
    Duration decoding,
    CompletableFuture<Judgement> result,
    Runnable done) {

  void complete(Verdict verdict, Duration model) {
    result.complete(new Judgement(verdict, timings(submitted, decoding, model)));
  }

  /** The waiting is what remains of the whole. */
  static VerdictEvent.Timings timings(long submitted, Duration decoding, Duration model) {
    long nanos = System.nanoTime() - submitted - decoding.toNanos() - model.toNanos();
    return new VerdictEvent.Timings(
        Math.max(0, nanos / 1_000), decoding.toNanos() / 1_000, model.toNanos() / 1_000);
  }
}
