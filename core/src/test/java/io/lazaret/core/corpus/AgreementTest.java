package io.lazaret.core.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementTest {
  private static final double TOLERANCE = 1e-3;

  @TempDir Path directory;

  @Test
  void theSameOutcomeWithScoresWithinToleranceAgrees() {
    var agreement = compare(clear("b", 10), clear("b", 10.009));

    assertEquals(new Agreement(1, 0, List.of(), 0, 0), agreement);
  }

  @Test
  void anotherOutcomeWithScoresWithinToleranceIsNearTheThreshold() {
    var agreement = compare(clear("b", 0.5), suspect("b", 0.5009));

    assertEquals(new Agreement(0, 1, List.of(), 0, 0), agreement);
  }

  @Test
  void aScoreBeyondToleranceDisagreesEvenWithTheSameOutcome() {
    var agreement = compare(clear("b", 0.5), clear("b", 0.502));

    assertEquals(
        List.of(new Agreement.Disagreement("7", "energy is 0.5 offline and 0.502 in the stream")),
        agreement.disagreeing());
  }

  @Test
  void whatIsNotFiniteAgreesOnlyWithItself() {
    double infinity = Double.POSITIVE_INFINITY;

    assertEquals(1, compare(clear("b", Double.NaN), clear("b", Double.NaN)).agreeing());
    assertEquals(1, compare(clear("b", infinity), clear("b", 1)).disagreeing().size());
    assertEquals(1, compare(clear("b", 1), clear("b", Double.NaN)).disagreeing().size());
  }

  @Test
  void outcomesWithoutScoresAreComparedAsTheyAre() {
    var unreadable = new Verdict.Unreadable(new Malformed(Malformed.Kind.EMPTY, "no bytes"));
    var undecidable =
        new Verdict.Undecidable(Verdict.Undecidable.Cause.MODEL_FAILURE, "failed alone");

    assertEquals(1, compare(unreadable, unreadable).agreeing());
    assertEquals(
        "malformed offline and undecidable in the stream",
        compare(unreadable, undecidable).disagreeing().get(0).why());
    assertEquals(1, compare(clear("b", 1), undecidable).disagreeing().size());
  }

  @Test
  void verdictsOfAnotherBundleOrRateAreNotCompared() {
    assertEquals(1, compare(clear("b", 1), suspect("c", 1)).incomparable());
    assertEquals(
        1,
        compare(
                clear("b", 1),
                new Verdict.Clear(new Assessment("b", Map.of("energy", 1.0), 0.5, 0.05)))
            .incomparable());
  }

  @Test
  void everySendingOfAnImageIsComparedAndStrangersAreCounted() {
    var offline = List.of(OfflineVerdict.of("7", clear("b", 1)));
    var stream =
        List.of(
            event("7", clear("b", 1)),
            event("7~2", clear("b", 1)),
            event("7~3~malformed", clear("b", 1)),
            event("8", clear("b", 1)));

    assertEquals(
        new Agreement(2, 0, List.of(), 0, 2), Agreement.compare(offline, stream, TOLERANCE));
  }

  @Test
  void twoOfflineVerdictsOnOneImageAreRefused() {
    var offline = OfflineVerdict.of("7", clear("b", 1));

    assertThrows(
        RefusedException.class,
        () -> Agreement.compare(List.of(offline, offline), List.of(), TOLERANCE));
  }

  @Test
  void offlineVerdictsAreReadBackAsTheyWere() {
    var verdicts =
        List.of(
            OfflineVerdict.of("7", clear("b", Double.NEGATIVE_INFINITY)),
            OfflineVerdict.of("8", suspect("b", 2.5)),
            OfflineVerdict.of(
                "9", new Verdict.Unreadable(new Malformed(Malformed.Kind.EMPTY, "no bytes"))));

    OfflineVerdict.write(directory, verdicts);

    assertEquals(verdicts, OfflineVerdict.read(directory));
  }

  @Test
  void aBrokenLineOfOfflineVerdictsIsRefused() throws IOException {
    Files.writeString(directory.resolve("verdicts.jsonl"), "{\"imageId\":\"7\"}\n");

    var refusal = assertThrows(RefusedException.class, () -> OfflineVerdict.read(directory));
    assertTrue(refusal.getMessage().contains("line 1: outcome"), refusal.getMessage());
  }

  private static Agreement compare(Verdict offline, Verdict stream) {
    return Agreement.compare(
        List.of(OfflineVerdict.of("7", offline)), List.of(event("7", stream)), TOLERANCE);
  }

  private static VerdictEvent event(String id, Verdict verdict) {
    var image =
        new ImageEvent(
            id, "feed", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    return VerdictEvent.of(
        image, new SourcePosition("in", 0, 0), verdict, VerdictEvent.Timings.NONE);
  }

  private static Verdict clear(String bundle, double score) {
    return new Verdict.Clear(new Assessment(bundle, Map.of("energy", score), 0.5, 0.01));
  }

  private static Verdict suspect(String bundle, double score) {
    return new Verdict.Suspect(new Assessment(bundle, Map.of("energy", score), 0.005, 0.01));
  }
}
