package io.lazaret.app.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.metrics.InMemoryMetrics;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.app.testing.FakeStore;
import io.lazaret.app.testing.TestImages;
import io.lazaret.app.topology.IncomingImage;
import io.lazaret.app.topology.Judgement;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.detect.Verdict.Undecidable;
import io.lazaret.core.detect.Verdict.Undecidable.Cause;
import io.lazaret.core.detect.Verdict.Unreadable;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.DataReference;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.store.ObjectException.Problem;
import io.lazaret.store.ObjectStores;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images that do not travel in their records. */
class FetchingTest {
  private static final String TOPIC = "images.incoming";
  private static final byte[] CLEAR = TestImages.png(100);
  private static final int TRIES = 3;
  private static final Decoder DECODER =
      (encoded, contentType) -> ImageCodecs.decode(encoded, contentType, DecodeLimits.DEFAULT);

  private final InMemoryMetrics metrics = new InMemoryMetrics();
  private final FakeStore store = new FakeStore();
  private LookaheadScorer scorer;

  @BeforeEach
  void open() {
    scorer =
        new LookaheadScorer(
            Serving.of(Map.of("xray", new FakeAssessor("xray", Duration.ofMillis(1)))),
            DECODER,
            new Fetching(
                new ObjectStores(List.of(store)),
                new FetchLimits(10_000, 1, TRIES, Duration.ofMillis(5), Duration.ofMillis(20)),
                DECODER),
            new ScorerLimits(
                4, Duration.ZERO, 2, 16, 100, Duration.ofSeconds(1), Duration.ofSeconds(2)),
            metrics,
            () -> {});
    scorer.start();
  }

  @AfterEach
  void close() {
    scorer.close();
  }

  @Test
  void theBytesThatWereNamedAreJudged() {
    DataReference clear = store.put("clear.png", CLEAR);
    DataReference bright = store.put("bright.png", TestImages.png(250));

    assertEquals(Verdict.Outcome.CLEAR, judge(image(0, clear, null)).outcome());
    assertEquals(Verdict.Outcome.SUSPECT, judge(image(1, bright, new byte[0])).outcome());
    assertEquals(2, metrics.fetched());
  }

  @Test
  void otherBytesAreAltered() {
    DataReference named = store.put("x.png", CLEAR);

    for (byte[] found :
        List.of(
            TestImages.png(101),
            Arrays.copyOf(CLEAR, CLEAR.length - 1),
            Arrays.copyOf(CLEAR, CLEAR.length + 1),
            new byte[0])) {
      store.write(named.uri(), found);
      assertEquals(Malformed.Kind.ALTERED, malformed(image(found.length, named, null)));
    }
  }

  @Test
  void nothingThereIsUndecidableAtOnce() {
    DataReference missing = DataReference.of(URI.create(store.name() + "none"), CLEAR);

    assertEquals(Cause.OBJECT_MISSING, undecidable(image(0, missing, null)));
    assertEquals(1, store.reads());
  }

  @Test
  void aPlaceThatMayNotBeReadIsNot() {
    for (String place : List.of("file:///etc/passwd", "http://169.254.169.254/", "s3://b/k")) {
      DataReference outside = DataReference.of(URI.create(place), CLEAR);
      assertEquals(Malformed.Kind.REFERENCE, malformed(image(0, outside, null)));
    }
    assertEquals(0, store.reads());
  }

  @Test
  void anObjectThatIsTooLargeIsNotFetched() {
    DataReference large = store.put("large.png", new byte[10_001]);

    assertEquals(Malformed.Kind.TOO_LARGE, malformed(image(0, large, null)));
    assertEquals(0, store.reads());
  }

  /** Which of the two would the next reader take? */
  @Test
  void bytesAndAReferenceBesidesAreRefused() {
    DataReference reference = store.put("x.png", CLEAR);

    assertEquals(Malformed.Kind.HEADERS, malformed(image(0, reference, CLEAR)));
    assertEquals(0, store.reads());
  }

  @Test
  void anObjectThatAWorkingStoreDoesNotGiveIsUndecidableAfterSomeTries() {
    DataReference denied = store.put("x.png", CLEAR);
    store.fail(Problem.DENIED);

    assertEquals(Cause.OBJECT_UNAVAILABLE, undecidable(image(0, denied, null)));
    assertEquals(TRIES, store.reads());
    assertEquals(TRIES, metrics.failedFetches());
    assertTrue(metrics.answers(store.name()));
  }

  @Test
  void anImageWaitsForAStoreThatDoesNotAnswer() throws Exception {
    DataReference reference = store.put("x.png", CLEAR);
    store.fail(Problem.UNREACHABLE);
    CompletableFuture<Judgement> judging =
        CompletableFuture.supplyAsync(() -> scorer.judge(image(0, reference, null)));
    while (store.reads() <= 2 * TRIES) {
      Thread.sleep(5);
    }
    assertEquals(Optional.of(store.name()), scorer.unreachableStore());
    assertFalse(metrics.answers(store.name()));
    assertFalse(judging.isDone());

    store.fail(null);

    assertEquals(Verdict.Outcome.CLEAR, judging.get(20, TimeUnit.SECONDS).verdict().outcome());
    assertEquals(Optional.empty(), scorer.unreachableStore());
    assertTrue(metrics.answers(store.name()));
  }

  @Test
  void aStoreThatStaysAwayIsNobodysVerdict() {
    DataReference reference = store.put("x.png", CLEAR);
    store.fail(Problem.UNREACHABLE);

    assertThrows(StoreUnreachableException.class, () -> scorer.judge(image(0, reference, null)));

    store.fail(null);
    assertEquals(Verdict.Outcome.CLEAR, judge(image(0, reference, null)).outcome());
  }

  @Test
  void imagesInTheirRecordsPassImagesThatWait() {
    store.fail(Problem.UNREACHABLE);
    DataReference reference = store.put("x.png", CLEAR);
    scorer.prefetch(image(0, reference, null));

    ConsumerRecord<byte[], byte[]> inline = new ConsumerRecord<>(TOPIC, 1, 0, null, CLEAR);
    ImageHeaders.write(event()).forEach(inline.headers()::add);

    assertEquals(Verdict.Outcome.CLEAR, judge(IncomingImage.of(inline)).outcome());
  }

  @Test
  void aDiscardedImageFreesItsThread() {
    store.fail(Problem.UNREACHABLE);
    scorer.prefetch(image(0, store.put("x.png", CLEAR), null));
    while (store.reads() == 0) {
      Thread.onSpinWait();
    }

    scorer.discard(TOPIC, 0);
    store.fail(null);

    assertEquals(Verdict.Outcome.CLEAR, judge(image(1, store.put("y.png", CLEAR), null)).outcome());
  }

  @Test
  void whoStopsLetsGoOfWhatWaits() throws Exception {
    store.fail(Problem.UNREACHABLE);
    DataReference reference = store.put("x.png", CLEAR);
    CompletableFuture<Judgement> judging =
        CompletableFuture.supplyAsync(() -> scorer.judge(image(0, reference, null)));
    while (scorer.unreachableStore().isEmpty()) {
      Thread.sleep(5);
    }

    scorer.abandonUnreachable();

    Throwable failure =
        judging.handle((judgement, thrown) -> thrown.getCause()).get(1, TimeUnit.SECONDS);
    assertInstanceOf(StoreUnreachableException.class, failure);
  }

  private Verdict judge(IncomingImage image) {
    return scorer.judge(image).verdict();
  }

  private Malformed.Kind malformed(IncomingImage image) {
    return assertInstanceOf(Unreadable.class, judge(image)).malformed().kind();
  }

  private Cause undecidable(IncomingImage image) {
    return assertInstanceOf(Undecidable.class, judge(image)).cause();
  }

  private static ImageEvent event() {
    return new ImageEvent(
        "7",
        "ward",
        Optional.empty(),
        Optional.empty(),
        Optional.of("image/png"),
        Optional.of("xray"));
  }

  private static IncomingImage image(long offset, DataReference reference, byte[] value) {
    ConsumerRecord<byte[], byte[]> polled = new ConsumerRecord<>(TOPIC, 0, offset, null, value);
    ImageHeaders.write(event().at(reference)).forEach(polled.headers()::add);
    return IncomingImage.of(polled);
  }
}
