package io.lazaret.app.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EventClockTest {
  private static final long STEP = 30_000;

  @Test
  void aClockHereThatIsWrongDoesNotMatter() {
    EventClock clock = new EventClock(STEP, 0, 0);

    clock.saw(1_000_000, 77_000_000_000L);

    assertEquals(1_000_000, clock.now(77_000_000_000L));
    assertEquals(1_010_000, clock.now(77_000_010_000L));
    assertEquals(1_020_000, clock.now(77_000_020_000L));
  }

  @Test
  void whileThisThreadIsHeldUpLittleTimePasses() {
    EventClock clock = new EventClock(STEP, 1_000_000, 0);

    assertEquals(1_000_000 + STEP, clock.now(3_600_000));
  }

  @Test
  void aClockHereThatIsSetBackDoesNotMatter() {
    EventClock clock = new EventClock(STEP, 1_000_000, 500_000);

    assertEquals(1_000_000, clock.now(100_000));
    assertEquals(1_005_000, clock.now(105_000));
  }

  @Test
  void recordsDoNotSetItBack() {
    EventClock clock = new EventClock(STEP, 0, 0);

    clock.saw(1_000_000, 10);
    clock.saw(900_000, 20);

    assertEquals(1_000_000, clock.now(20));
  }
}
