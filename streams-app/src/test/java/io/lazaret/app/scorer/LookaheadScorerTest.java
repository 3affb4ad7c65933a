package io.lazaret.app.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.app.metrics.InMemoryMetrics;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.app.testing.TestImages;
import io.lazaret.app.topology.IncomingImage;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.detect.Verdict.Undecidable;
import io.lazaret.core.detect.Verdict.Undecidable.Cause;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.model.DeviceFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookaheadScorerTest {
  private static final String TOPIC = "images.incoming";
  private static final Decoder DECODER =
      (encoded, contentType) -> ImageCodecs.decode(encoded, contentType, DecodeLimits.DEFAULT);

  private final InMemoryMetrics metrics = new InMemoryMetrics();
  private final FakeAssessor xray = new FakeAssessor("xray", Duration.ofMillis(1));
  private final FakeAssessor ct = new FakeAssessor("ct", Duration.ofMillis(1));
  private final CountDownLatch halted = new CountDownLatch(1);
  private final List<LookaheadScorer> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(LookaheadScorer::close);
  }

  private LookaheadScorer scorer(ScorerLimits limits, FakeAssessor... assessors) {
    Map<String, Assessor> byModality = new HashMap<>();
    for (FakeAssessor assessor : assessors) {
      byModality.put(assessor.modality(), assessor);
    }
    LookaheadScorer scorer =
        new LookaheadScorer(
            Serving.of(byModality), DECODER, Fetching.none(), limits, metrics, halted::countDown);
    opened.add(scorer);
    scorer.start();
    return scorer;
  }

  private LookaheadScorer scorer() {
    return scorer(limits(4, 50), xray, ct);
  }

  private static ScorerLimits limits(int batchSize, int lingerMillis) {
    return new ScorerLimits(
        batchSize,
        Duration.ofMillis(lingerMillis),
        2,
        16,
        100,
        Duration.ofSeconds(20),
        Duration.ofSeconds(30));
  }

  private static IncomingImage image(int partition, long offset, String modality, byte[] value) {
    ConsumerRecord<byte[], byte[]> polled =
        new ConsumerRecord<>(TOPIC, partition, offset, null, value);
    polled.headers().add("ce_modality", modality.getBytes(StandardCharsets.UTF_8));
    return IncomingImage.of(polled);
  }

  private static IncomingImage xray(long offset, int grey) {
    return image(0, offset, "xray", TestImages.png(grey));
  }

  private static Cause cause(Verdict verdict) {
    return assertInstanceOf(Undecidable.class, verdict).cause();
  }

  private static Malformed.Kind kind(Verdict verdict) {
    return assertInstanceOf(Verdict.Unreadable.class, verdict).malformed().kind();
  }

  @Test
  void imagesBegunAheadAreJudgedInBatches() {
    LookaheadScorer scorer = scorer();
    for (int offset = 0; offset < 8; offset++) {
      scorer.prefetch(xray(offset, offset < 4 ? 100 : 250));
    }

    for (int offset = 0; offset < 8; offset++) {
      Verdict verdict = scorer.judge(xray(offset, 0)).verdict();
      assertEquals(offset < 4 ? Verdict.Outcome.CLEAR : Verdict.Outcome.SUSPECT, verdict.outcome());
    }
    assertEquals(0, metrics.missed());
    assertEquals(8, metrics.batchedImages());
    assertTrue(xray.batches().stream().allMatch(size -> size <= 4), xray.batches().toString());
    assertTrue(xray.batches().size() < 8, xray.batches().toString());
  }

  @Test
  void anImageThatNobodyBeganIsJudgedAllTheSame() {
    assertEquals(Verdict.Outcome.CLEAR, scorer().judge(xray(0, 100)).verdict().outcome());
    assertEquals(1, metrics.missed());
  }

  @Test
  void eachModalityHasItsOwnAssessor() {
    LookaheadScorer scorer = scorer();
    scorer.prefetch(image(0, 0, "xray", TestImages.png(1)));
    scorer.prefetch(image(0, 1, "ct", TestImages.png(1)));
    scorer.judge(image(0, 0, "xray", null));
    scorer.judge(image(0, 1, "ct", null));

    assertEquals(List.of(1), xray.batches());
    assertEquals(List.of(1), ct.batches());
  }

  @Test
  void anUnknownModalityIsUndecidable() {
    LookaheadScorer scorer = scorer();
    Verdict other = scorer.judge(image(0, 0, "mr", TestImages.png(1))).verdict();
    Verdict none = scorer.judge(image(0, 1, "", TestImages.png(1))).verdict();

    assertEquals(Cause.UNKNOWN_MODALITY, cause(other));
    assertEquals(Cause.UNKNOWN_MODALITY, cause(none));
  }

  @Test
  void whatCannotBeReadIsMalformedWhateverItsModality() {
    LookaheadScorer scorer = scorer();

    assertEquals(Malformed.Kind.EMPTY, kind(scorer.judge(image(0, 0, "mr", null)).verdict()));
    assertEquals(
        Malformed.Kind.UNSUPPORTED,
        kind(scorer.judge(image(0, 1, "xray", new byte[] {1, 2, 3})).verdict()));
  }

  @Test
  void brokenHeadersAreMalformed() {
    ConsumerRecord<byte[], byte[]> polled =
        new ConsumerRecord<>(TOPIC, 0, 0, null, TestImages.png(1));
    polled.headers().add("ce_specversion", new byte[] {'9'});

    assertEquals(Malformed.Kind.HEADERS, kind(scorer().judge(IncomingImage.of(polled)).verdict()));
  }

  @Test
  void onePoisonImageDoesNotSpoilItsBatch() {
    LookaheadScorer scorer = scorer();
    int[] greys = {100, FakeAssessor.POISON, 250, 101};
    for (int offset = 0; offset < greys.length; offset++) {
      scorer.prefetch(xray(offset, greys[offset]));
    }

    assertEquals(Verdict.Outcome.CLEAR, scorer.judge(xray(0, 0)).verdict().outcome());
    assertEquals(Cause.MODEL_FAILURE, cause(scorer.judge(xray(1, 0)).verdict()));
    assertEquals(Verdict.Outcome.SUSPECT, scorer.judge(xray(2, 0)).verdict().outcome());
    assertEquals(Verdict.Outcome.CLEAR, scorer.judge(xray(3, 0)).verdict().outcome());
  }

  @Test
  void anImageThatCannotBePreparedIsUndecidable() {
    Verdict verdict = scorer().judge(xray(0, FakeAssessor.UNPREPARED)).verdict();

    assertEquals(Cause.MODEL_FAILURE, cause(verdict));
  }

  @Test
  void aScoreThatIsNoNumberIsUndecidable() {
    Verdict verdict = scorer().judge(xray(0, FakeAssessor.NOT_A_NUMBER)).verdict();

    assertEquals(Cause.NON_FINITE_SCORE, cause(verdict));
  }

  @Test
  void aBrokenMachineSaysNothingOfTheImage() {
    LookaheadScorer scorer = scorer();
    xray.breakDown();

    DeviceException failure = assertThrows(DeviceException.class, () -> scorer.judge(xray(0, 100)));

    assertInstanceOf(RefusedException.class, failure.getCause());
  }

  @Test
  void anErrorIsNeverAVerdict() {
    LookaheadScorer scorer = scorer();

    assertThrows(OutOfMemoryError.class, () -> scorer.judge(xray(0, FakeAssessor.OUT_OF_MEMORY)));
  }

  @Test
  void aDeviceThatFailsIsNeverAVerdictAndIsNotTriedAgain() {
    xray.beforeBatch(LookaheadScorerTest::deviceFails);
    LookaheadScorer scorer = scorer(limits(2, 1_000), xray);
    scorer.prefetch(xray(0, 100));
    scorer.prefetch(xray(1, 100));

    assertThrows(DeviceFailure.class, () -> scorer.judge(xray(0, 0)));
    assertThrows(DeviceFailure.class, () -> scorer.judge(xray(1, 0)));
    assertEquals(List.of(2), xray.batches());
  }

  @Test
  void theMachineIsNeverTheProblemOfACandidateOnly() {
    FakeAssessor candidate = new FakeAssessor("xray", Duration.ZERO);
    Serving serving = Serving.of(Map.of("xray", xray));
    serving.shadow("xray", Optional.of(candidate));
    LookaheadScorer scorer =
        new LookaheadScorer(
            serving, DECODER, Fetching.none(), limits(2, 0), metrics, halted::countDown);
    opened.add(scorer);
    scorer.start();
    candidate.beforeBatch(LookaheadScorerTest::deviceFails);
    assertThrows(DeviceFailure.class, () -> scorer.judge(xray(0, 100)));
    candidate.beforeBatch(
        () -> {
          throw new OutOfMemoryError("for the test");
        });
    assertThrows(OutOfMemoryError.class, () -> scorer.judge(xray(1, 100)));
    candidate.failAbove(0);
    candidate.beforeBatch(() -> {});

    assertEquals(Verdict.Outcome.CLEAR, scorer.judge(xray(2, 100)).verdict().outcome());
  }

  private static void deviceFails() {
    throw new DeviceFailure("CUDA error: for the test", null);
  }

  @Test
  void anErrorOfTheDecoderIsNeverAVerdict() {
    Decoder failing =
        (encoded, contentType) -> {
          throw new StackOverflowError("for the test");
        };
    try (LookaheadScorer scorer =
        new LookaheadScorer(
            new Serving(), failing, Fetching.none(), limits(1, 0), metrics, halted::countDown)) {
      scorer.start();

      assertThrows(StackOverflowError.class, () -> scorer.judge(xray(0, 1)));
    }
  }

  @Test
  void aBundleThatFailsItsSelfTestIsRefusedAtStart() {
    xray.breakDown();

    assertThrows(RefusedException.class, () -> scorer(limits(1, 0), xray));
  }

  @Test
  void aStuckDeviceHaltsTheProcess() throws InterruptedException {
    ScorerLimits impatient =
        new ScorerLimits(1, Duration.ZERO, 1, 1, 10, Duration.ofMillis(50), Duration.ofSeconds(20));
    FakeAssessor slow = new FakeAssessor("xray", Duration.ofMillis(500));
    LookaheadScorer scorer = scorer(impatient, slow);

    scorer.prefetch(xray(0, 1));

    assertTrue(halted.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aStreamThreadDoesNotWaitForEver() {
    ScorerLimits impatient =
        new ScorerLimits(1, Duration.ZERO, 1, 1, 10, Duration.ofMillis(90), Duration.ofMillis(100));
    FakeAssessor slow = new FakeAssessor("xray", Duration.ofMillis(500));
    LookaheadScorer scorer = scorer(impatient, slow);

    assertThrows(DeviceException.class, () -> scorer.judge(xray(0, 1)));
  }

  @Test
  void whatIsDiscardedIsSkippedAndItsPlacesAreFree() {
    // One decoded image at a time: a place that leaked would stop everything after it.
    ScorerLimits narrow =
        new ScorerLimits(
            4, Duration.ofMillis(1), 2, 1, 100, Duration.ofSeconds(20), Duration.ofSeconds(30));
    LookaheadScorer scorer = scorer(narrow, xray);
    for (int offset = 0; offset < 50; offset++) {
      scorer.prefetch(image(offset % 2, offset, "xray", TestImages.png(1)));
    }

    scorer.discard(TOPIC, 0);

    assertEquals(25, metrics.depth(AppMetrics.Queue.LOOKAHEAD));
    for (int offset = 1; offset < 50; offset += 2) {
      scorer.judge(image(1, offset, "xray", null));
    }
    assertEquals(0, metrics.depth(AppMetrics.Queue.LOOKAHEAD));
    assertEquals(0, metrics.missed());
  }

  @Test
  void noMoreThanTheLimitIsBegunAhead() {
    ScorerLimits narrow =
        new ScorerLimits(
            4, Duration.ofMillis(1), 2, 8, 3, Duration.ofSeconds(20), Duration.ofSeconds(30));
    LookaheadScorer scorer = scorer(narrow, xray);
    for (int offset = 0; offset < 5; offset++) {
      scorer.prefetch(xray(offset, 1));
    }

    assertEquals(3, metrics.depth(AppMetrics.Queue.LOOKAHEAD));
    for (int offset = 0; offset < 5; offset++) {
      scorer.judge(xray(offset, 1));
    }
    assertEquals(2, metrics.missed());
  }

  @Test
  void anImagePolledTwiceIsJudgedOnce() {
    LookaheadScorer scorer = scorer();
    scorer.prefetch(xray(0, 1));
    scorer.prefetch(xray(0, 1));

    assertEquals(Verdict.Outcome.CLEAR, scorer.judge(xray(0, 1)).verdict().outcome());
    assertEquals(0, metrics.depth(AppMetrics.Queue.LOOKAHEAD));
  }

  @Test
  void theTimingsAddUp() {
    long started = System.nanoTime();
    var timings = scorer().judge(xray(0, 1)).timings();
    long whole = (System.nanoTime() - started) / 1_000;

    long sum = timings.queueMicros() + timings.decodeMicros() + timings.modelMicros();
    assertTrue(timings.modelMicros() >= 1_000, timings.toString());
    assertTrue(sum <= whole, sum + " of " + whole);
  }

  @Test
  void anAssessorIsTriedBetweenBatchesAndByNobodyOnceItIsClosed() {
    LookaheadScorer scorer = scorer();
    FakeAssessor candidate = new FakeAssessor("xray", Duration.ofMillis(1), "candidate");
    scorer.tryOut(candidate);

    candidate.breakDown();
    assertThrows(RefusedException.class, () -> scorer.tryOut(candidate));

    scorer.close();
    assertThrows(DeviceException.class, () -> scorer.tryOut(candidate));
  }
}
