package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.core.wire.VerdictEvent;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExerciseTest {
  private static final Verdict CLEAR = new Verdict.Clear(new Assessment("b", Map.of(), 0.5, 0.01));
  private static final Verdict SUSPECT =
      new Verdict.Suspect(new Assessment("b", Map.of(), 0.001, 0.01));
  private static final Verdict UNDECIDABLE =
      new Verdict.Undecidable(Verdict.Undecidable.Cause.UNKNOWN_MODALITY, "none");
  private static final Verdict MALFORMED =
      new Verdict.Unreadable(new Malformed(Malformed.Kind.EMPTY, "no bytes"));

  /** Values of Wilson's formula worked out apart, to four places. */
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.0000, 0.2775",
    "10, 10, 0.7225, 1.0000",
    "10, 100, 0.0552, 0.1744",
    "45, 50, 0.7864, 0.9565",
    "1, 2, 0.0945, 0.9055"
  })
  void intervalsAreWilsons(long hits, long of, double low, double high) {
    var rate = new Rate(hits, of);

    assertEquals(low, rate.low(), 5e-5);
    assertEquals(high, rate.high(), 5e-5);
  }

  @Test
  void withoutTrialsNothingIsKnown() {
    var rate = new Rate(0, 0);

    assertTrue(Double.isNaN(rate.value()));
    assertEquals(0, rate.low());
    assertEquals(1, rate.high());
  }

  @Test
  void everyImageIsCountedWhereItBelongs() {
    ExerciseReport report = exercise().report();

    assertEquals(10, report.sent());
    assertEquals(9, report.received());
    assertEquals(1, report.unanswered());
    assertEquals(1, report.strangers());
    assertEquals(3, report.cleared());
    assertEquals(4, report.quarantined());
    assertEquals(2, report.rejected());
    assertEquals(new Rate(2, 4), report.caught());
    assertEquals(new Rate(1, 2), report.caughtSuccessful());
    assertEquals(new Rate(1, 2), report.missedSuccessful());
    assertEquals(new Rate(1, 4), report.falseAlarms());
    assertEquals(new Rate(1, 4), report.undecided());
    assertEquals(new Rate(1, 1), report.malformedRejected());
    assertEquals(new Rate(0, 1), report.malformedCleared());
    assertEquals(
        Map.of("fgsm at 127.5/255", new Rate(1, 2), "pgd at 63.75/255", new Rate(1, 2)),
        report.caughtByAttack());
    assertEquals(
        Map.of("none", new Rate(0, 2), "blur", new Rate(1, 2)), report.falseAlarmsByChange());
  }

  @Test
  void anExerciseWaitsForVerdictsInAnyOrder() {
    var exercise = new Exercise();
    exercise.add(verdict("7", CLEAR));
    exercise.add(clean("7", null));
    assertFalse(exercise.isWaiting());

    exercise.add(clean("8", null));
    assertTrue(exercise.isWaiting());

    exercise.add(verdict("8", CLEAR));
    assertFalse(exercise.isWaiting());
  }

  @Test
  void theReportIsJsonAndText() throws IOException {
    ExerciseReport report = exercise().report();

    var json = new ObjectMapper().readTree(report.toJson());
    assertEquals(2, json.at("/caught/hits").asInt());
    assertEquals(0.15004, json.at("/caught/low").asDouble(), 1e-4);
    assertEquals(0.5, json.at("/caughtByAttack/fgsm at 127.5~1255/value").asDouble());
    assertTrue(report.toText().contains("2 of 4, 50.0 % (15.0 to 85.0)"), report.toText());
  }

  private static Exercise exercise() {
    var exercise = new Exercise();
    add(exercise, attacked("a1", "pgd", 0.25, true), SUSPECT);
    add(exercise, attacked("a2", "pgd", 0.25, true), CLEAR);
    add(exercise, attacked("a3", "fgsm", 0.5, false), SUSPECT);
    add(exercise, attacked("a4", "fgsm", 0.5, false), MALFORMED);
    add(exercise, clean("c1", null), CLEAR);
    add(exercise, clean("c2", null), UNDECIDABLE);
    add(exercise, clean("c3", "blur"), SUSPECT);
    add(exercise, clean("c4", "blur"), CLEAR);
    add(exercise, malformed("m1"), MALFORMED);
    exercise.add(clean("c5", null));
    exercise.add(verdict("stranger", SUSPECT));
    return exercise;
  }

  private static void add(Exercise exercise, TruthEvent truth, Verdict verdict) {
    exercise.add(truth);
    exercise.add(verdict(truth.imageId(), verdict));
  }

  private static VerdictEvent verdict(String id, Verdict verdict) {
    var image =
        new ImageEvent(
            id, "feed", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    return VerdictEvent.of(
        image, new SourcePosition("in", 0, 0), verdict, VerdictEvent.Timings.NONE);
  }

  private static TruthEvent attacked(String id, String attack, double epsilon, boolean success) {
    return new TruthEvent(
        id,
        0,
        Optional.empty(),
        true,
        Optional.of(attack),
        OptionalDouble.of(epsilon),
        Optional.of(success),
        Optional.empty(),
        Optional.empty());
  }

  private static TruthEvent clean(String id, String harmless) {
    return unattacked(id, Optional.ofNullable(harmless), Optional.empty());
  }

  private static TruthEvent malformed(String id) {
    return unattacked(id, Optional.empty(), Optional.of("empty"));
  }

  private static TruthEvent unattacked(
      String id, Optional<String> harmless, Optional<String> malformed) {
    return new TruthEvent(
        id,
        0,
        Optional.empty(),
        false,
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        harmless,
        malformed);
  }
}
