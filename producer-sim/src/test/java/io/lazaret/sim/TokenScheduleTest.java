package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TokenScheduleTest {
  private static final long MILLI = 1_000_000;

  @Test
  void tokensAreDueAtTheRateHoweverOftenTheSenderAsks() {
    var schedule = new TokenSchedule(100, 1);

    assertEquals(0, schedule.take(5_000));
    assertEquals(10 * MILLI, schedule.take(5_000));
    assertEquals(20 * MILLI, schedule.take(5_000));
    assertEquals(5 * MILLI, schedule.take(5_000 + 25 * MILLI));
  }

  @Test
  void aSenderThatIsLateCatchesUpWithoutDrifting() {
    var schedule = new TokenSchedule(100, 1);
    schedule.take(0);

    assertEquals(0, schedule.take(35 * MILLI));
    assertEquals(0, schedule.take(35 * MILLI));
    assertEquals(0, schedule.take(35 * MILLI));
    assertEquals(5 * MILLI, schedule.take(35 * MILLI));
  }

  @Test
  void aStallIsNotFollowedByAFlood() {
    var schedule = new TokenSchedule(100, 1);
    schedule.take(0);
    long afterAMinute = 60_000 * MILLI;

    int atOnce = 0;
    while (schedule.take(afterAMinute) == 0) {
      atOnce++;
    }

    assertEquals(101, atOnce);
  }

  @Test
  void withoutARateEveryTokenIsDueAtOnce() {
    var schedule = new TokenSchedule(Double.POSITIVE_INFINITY, 1);

    for (long now = 0; now < 1000; now++) {
      assertEquals(0, schedule.take(now));
    }
  }
}
