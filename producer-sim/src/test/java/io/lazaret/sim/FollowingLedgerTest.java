package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.sim.AuditReport.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The book of a partition that is followed from offset 100, with a grace of ten seconds. */
class FollowingLedgerTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final List<String> told = new ArrayList<>();
  private final FollowingLedger ledger = ledger(1_000, 1_000);

  FollowingLedgerTest() {
    ledger.follow(0, 100);
  }

  @Test
  void anInputIsForgottenWithItsRouteAndVerdict() {
    input(100);
    assertEquals(1, ledger.counts().open());
    route(100);
    verdict(100);

    assertEquals(1, ledger.counts().settled());
    assertEquals(0, ledger.counts().open());
    assertEquals(List.of(), told);
  }

  @Test
  void outputsMayComeBeforeTheirInput() {
    verdict(101);
    route(101);
    route(100);
    assertEquals(3, ledger.counts().early());
    input(100);
    input(101);
    verdict(100);

    assertEquals(2, ledger.counts().settled());
    assertEquals(0, ledger.counts().early());
    assertEquals(List.of(), told);
  }

  @Test
  void outputsOfEarlierInputsAreNotJudged() {
    route(99);
    verdict(99);

    assertEquals(2, ledger.counts().notJudged());
    assertEquals(List.of(), told);
  }

  @Test
  void aSecondCopyIsFoundWhileTheInputIsOpen() {
    input(100);
    route(100);
    route(100);
    verdict(100);

    assertEquals(List.of("duplicate-route images.incoming-0@100: images.cleared-0@7"), told);
    assertEquals(1, ledger.counts().settled());
  }

  @Test
  void aSecondCopyIsFoundLongAfterTheInputWasForgotten() {
    input(100);
    route(100);
    verdict(100);
    for (long offset = 101; offset < 101 + 3L * RecentOffsets.WINDOW; offset += 1_000) {
      ledger.moveTo(0, offset);
    }
    route(100);
    verdict(100);

    assertEquals(1, found(Kind.DUPLICATE_ROUTE));
    assertEquals(1, found(Kind.DUPLICATE_VERDICT));
  }

  @Test
  void whatWasAlteredIsFound() {
    input(100);
    ledger.output(History.route("images.cleared", 0, 100, "clear", "another"), 0);

    assertEquals(1, found(Kind.ALTERED));
  }

  @Test
  void aWithheldRecordIsComparedByItsCheckSum() {
    input(100);
    ledger.output(History.withheld(0, 100, "image"), 0);
    ledger.output(History.verdict(0, 100, History.MALFORMED), 0);
    assertEquals(List.of(), told);
    input(101);
    ledger.output(History.withheld(0, 101, "another"), 0);

    assertEquals(1, found(Kind.ALTERED));
  }

  @Test
  void routeHeaderAndVerdictThatDisagreeAreFoundOnce() {
    input(100);
    ledger.output(History.route("images.quarantined", 0, 100, "clear", "image"), 0);
    ledger.output(History.verdict(0, 100, History.SUSPECT), 0);
    assertEquals(1, found(Kind.DISAGREEING));
    input(101);
    route(101);
    ledger.output(History.verdict(0, 101, History.SUSPECT), 0);
    assertEquals(2, found(Kind.DISAGREEING));
    input(102);
    ledger.output(History.verdict(0, 102, History.SUSPECT), 0);
    route(102);

    assertEquals(3, found(Kind.DISAGREEING));
    assertEquals(3, ledger.counts().settled());
  }

  @Test
  void anOutputOfAMarkerIsForeign() {
    input(100);
    input(102);
    route(101);
    assertEquals(1, found(Kind.FOREIGN_ROUTE));
    verdict(103);
    ledger.moveTo(0, 104);

    assertEquals(1, found(Kind.FOREIGN_VERDICT));
  }

  @Test
  void anOutputOfAnInputThatNeverComesIsForeignAfterTheGrace() {
    route(500);
    ledger.output(History.verdict(9, 0, History.CLEAR), 0);
    ledger.expire(9 * SECOND, 9 * SECOND);
    assertEquals(List.of(), told);
    ledger.expire(10 * SECOND, 10 * SECOND);

    assertEquals(
        List.of(
            "foreign-route images.cleared-0@7: no input record at images.incoming-0@500",
            "foreign-verdict verdicts-0@7: no input record at images.incoming-9@0"),
        told);
    assertEquals(0, ledger.counts().early());
  }

  @Test
  void anOutputThatSaysNothingOfItsInputIsForeignAndNotQuoted() {
    ledger.output(History.record("images.cleared", 0, 7, "image"), 0);
    ledger.output(History.record("verdicts", 0, 8, "{\"imageId\":\"a name\"}"), 0);
    ledger.output(History.record("verdicts", 0, 9, null), 0);

    assertEquals(1, found(Kind.FOREIGN_ROUTE));
    assertEquals(2, found(Kind.FOREIGN_VERDICT));
    assertFalse(told.toString().contains("a name"), told::toString);
  }

  @Test
  void anInputIsOverdueUntilItIsSettledAfterAll() {
    input(100);
    input(101);
    route(101);
    ledger.expire(10 * SECOND - 1, 0);
    assertEquals(0, ledger.counts().overdueRoutes());
    ledger.expire(10 * SECOND, 0);
    ledger.expire(11 * SECOND, 0);
    assertEquals(1, ledger.counts().overdueRoutes());
    assertEquals(2, ledger.counts().overdueVerdicts());
    assertEquals(1, found(Kind.MISSING_ROUTE));
    assertEquals(2, found(Kind.MISSING_VERDICT));
    route(100);
    verdict(100);
    verdict(101);

    FollowingLedger.Counts counts = ledger.counts();
    assertEquals(0, counts.overdueRoutes() + counts.overdueVerdicts() + counts.open());
    assertEquals(1, counts.lateRoutes());
    assertEquals(2, counts.lateVerdicts());
    assertEquals(2, counts.settled());
  }

  @Test
  void theOldestOpenInputIsKnown() {
    assertTrue(ledger.oldestNanos(0).isEmpty());
    ledger.input(History.input(0, 100, "image"), 3 * SECOND);
    ledger.input(History.input(0, 101, "image"), 4 * SECOND);
    assertEquals(3 * SECOND, ledger.oldestNanos(9 * SECOND).orElseThrow());
    ledger.expire(13 * SECOND, 0);

    assertEquals(3 * SECOND, ledger.oldestNanos(20 * SECOND).orElseThrow());
  }

  @Test
  void inputsAreHeldBackUntilOutputsSettleSome() {
    FollowingLedger small = ledger(2, 2);
    small.follow(0, 0);
    small.follow(1, 0);
    small.input(History.input(0, 0, "image"), 0);
    assertTrue(small.mayRead(0));
    small.input(History.input(0, 1, "image"), 0);
    assertFalse(small.mayRead(0));
    small.output(History.route("images.cleared", 0, 0, "clear", "image"), 0);
    small.output(History.verdict(0, 0, History.CLEAR), 0);

    assertTrue(small.mayRead(0));
  }

  @Test
  void aPartitionWhoseOutputsFillTheRoomIsReadOnAlthoughInputsAreHeldBack() {
    FollowingLedger small = ledger(1, 2);
    small.follow(0, 0);
    small.follow(1, 0);
    small.input(History.input(0, 0, "image"), 0);
    small.output(History.route("images.cleared", 1, 0, "clear", "image"), 0);
    small.output(History.verdict(1, 0, History.CLEAR), 0);
    assertFalse(small.mayReadOutputs());
    assertFalse(small.mayRead(0));
    assertTrue(small.mayRead(1));
    small.input(History.input(1, 0, "image"), 0);

    assertTrue(small.mayReadOutputs());
    assertFalse(small.mayRead(1));
  }

  @Test
  void inputsThatRetentionTookUnreadAreNotJudged() {
    input(100);
    route(150);
    ledger.skipInputs(0, 200);
    route(180);
    assertEquals(2, ledger.counts().notJudged());
    route(100);
    verdict(100);
    input(200);

    assertEquals(1, ledger.counts().settled());
    assertEquals(1, ledger.counts().open());
    assertEquals(List.of(), told);
  }

  @Test
  void outputsThatWereLostUnreadMakeOpenInputsUnjudgeable() {
    input(100);
    input(101);
    route(101);
    route(103);
    ledger.expire(10 * SECOND, 0);
    told.clear();
    ledger.giveUp(Map.of(0, 104L));
    assertEquals(2, ledger.counts().givenUp());
    assertEquals(0, ledger.counts().overdueRoutes() + ledger.counts().overdueVerdicts());
    for (int offset = 100; offset < 104; offset++) {
      route(offset);
    }
    input(102);
    input(103);
    input(104);

    assertEquals(1, ledger.counts().open());
    assertEquals(4, ledger.counts().givenUp());
    assertEquals(List.of(), told);
  }

  @Test
  void aForgerWhoNamesAnInputFarAwayHidesNoneWhenOutputsAreLost() {
    input(100);
    route(1_000_000_000_000L);
    verdict(Long.MAX_VALUE);
    ledger.giveUp(Map.of(0, 102L));
    input(101);
    for (int offset = 102; offset < 104; offset++) {
      input(offset);
      route(offset);
    }
    verdict(102);
    ledger.expire(10 * SECOND, 10 * SECOND);

    assertEquals(2, ledger.counts().givenUp());
    assertEquals(1, ledger.counts().settled());
    assertEquals(1, ledger.counts().overdueVerdicts());
    assertEquals(1, found(Kind.FOREIGN_ROUTE));
    assertEquals(1, found(Kind.FOREIGN_VERDICT));
  }

  @Test
  void aForgerWhoFillsTheRoomOfEarlyOutputsDoesNotHoldUpReadingForGood() {
    FollowingLedger small = ledger(1, 3);
    small.follow(0, 0);
    small.output(History.verdict(0, 1_000, History.CLEAR), 0);
    small.output(History.verdict(0, 1_001, History.CLEAR), 0);
    small.output(History.verdict(9, 0, History.CLEAR), 0);
    small.input(History.input(0, 0, "image"), 0);
    small.input(History.input(0, 1, "image"), 0);
    assertFalse(small.mayReadOutputs());
    assertFalse(small.mayRead(0));
    small.expireBehind(Map.of(0, 500L), 9 * SECOND);
    assertFalse(small.mayReadOutputs());
    small.expireBehind(Map.of(0, 1_001L), 10 * SECOND);

    assertTrue(small.mayReadOutputs());
    assertEquals(1, small.counts().early());
    assertEquals(
        List.of(
            "foreign-verdict verdicts-0@7: no input record at images.incoming-0@1001",
            "foreign-verdict verdicts-0@7: no input record at images.incoming-9@0"),
        told);
  }

  @Test
  void aTopicThatWasMadeAnewIsJudgedFromItsBeginning() {
    input(100);
    ledger.skipInputs(0, 0);
    input(0);
    route(0);
    verdict(0);

    assertEquals(1, ledger.counts().givenUp());
    assertEquals(1, ledger.counts().settled());
    assertEquals(List.of(), told);
  }

  @Test
  void aPartitionThatIsNewTakesTheOutputsThatWaitForIt() {
    ledger.output(History.route("images.cleared", 4, 0, "clear", "image"), 0);
    ledger.follow(4, 0);
    ledger.input(History.input(4, 0, "image"), 0);
    ledger.output(History.verdict(4, 0, History.CLEAR), 0);

    assertEquals(1, ledger.counts().settled());
    assertEquals(List.of(), told);
  }

  @Test
  void aMillionInputsLeaveNothingBehind() {
    long most = 0;
    for (int offset = 100; offset < 1_000_100; offset++) {
      input(offset);
      route(offset - 50);
      verdict(offset - 70);
      if (offset % 100 == 0) {
        most = Math.max(most, ledger.counts().open());
      }
    }

    assertEquals(70, most);
    assertEquals(70, ledger.counts().open());
    assertEquals(0, ledger.counts().early());
    assertEquals(List.of(), told);
  }

  private FollowingLedger ledger(long open, long early) {
    return new FollowingLedger(
        Topics.DEFAULT,
        new FollowingLedger.Bounds(open, early),
        Duration.ofSeconds(10),
        new LawBreaks((kind, what) -> told.add(kind.code() + " " + what)));
  }

  private long found(Kind kind) {
    Map<Kind, Long> findings = ledger.counts().findings();
    return findings.get(kind);
  }

  private void input(long offset) {
    ledger.input(History.input(0, offset, "image"), 0);
  }

  private void route(long offset) {
    ledger.output(History.route("images.cleared", 0, offset, "clear", "image"), 0);
  }

  private void verdict(long offset) {
    ledger.output(History.verdict(0, offset, History.CLEAR), 0);
  }
}
