package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private final TimeLeft left =
      new TimeLeft(
          new Workload(
              List.of(
                  new Workload.Part("network", 100),
                  new Workload.Part("detectors", 50),
                  new Workload.Part("attacks", 250))),
          SpentTime.NOTHING);

  @Test
  void nothingIsSaidBeforeAnythingIsKnown() {
    assertEquals(OptionalDouble.empty(), left.seconds(0.5, 3));
    left.part("network");
    assertEquals(OptionalDouble.empty(), left.seconds(0, 3));
    assertEquals(OptionalDouble.empty(), left(List.of(), SpentTime.NOTHING).seconds(0.5, 3));
  }

  @Test
  void theFirstPartSaysItsSpeedWhileItRuns() {
    left.worked(77); // what comes before the first part is nobody's

    left.part("network");

    assertEquals(30 + 120, left.seconds(0.25, 10).getAsDouble(), 1e-9);
  }

  @Test
  void partsThatAreDoneSayHowFastTheOthersGo() {
    left.part("network");
    left.worked(20);
    left.part("detectors");

    assertEquals(60, left.seconds(0, 0).getAsDouble(), 1e-9);

    left.worked(4);
    left.part("attacks");

    assertEquals(250 * 24 / 150.0, left.seconds(0, 0).getAsDouble(), 1e-9);
    assertEquals(250 * 24 / 150.0 - 7, left.seconds(0, 7).getAsDouble(), 1e-9);
  }

  @Test
  void aPartThatTakesLongerThanExpectedIsNotOver() {
    left.part("network");
    left.worked(20);
    left.part("attacks");

    assertEquals(900, left.seconds(0.1, 100).getAsDouble(), 1e-9);
  }

  @Test
  void whatComesAfterASlowPartIsExpectedToBeSlowToo() {
    left.part("network");
    left.worked(20);
    left.part("detectors");
    left.worked(40); // expected: 10

    assertEquals(250 * 40 / 50.0, left.seconds(0, 0).getAsDouble(), 1e-9);
  }

  @Test
  void aPartWithoutPassesSaysNothingOfSpeed() {
    TimeLeft idle =
        left(
            List.of(new Workload.Part("table", 0), new Workload.Part("rest", 10)),
            SpentTime.NOTHING);
    idle.part("table");
    idle.worked(5);
    idle.part("rest");

    assertEquals(OptionalDouble.empty(), idle.seconds(0, 0));
  }

  /** What an earlier process did counts, also where it was killed within a part. */
  @Test
  void aStudyThatWasKilledGoesOnWithWhatItKnew() {
    left.worked(5); // what comes before the first part is nobody's
    left.part("network");
    left.worked(20);
    left.part("detectors");
    left.worked(4);
    SpentTime kept = left.spent();
    assertEquals(Map.of("network", 20.0, "detectors", 4.0), kept.seconds());

    TimeLeft again =
        left(
            List.of(
                new Workload.Part("network", 100),
                new Workload.Part("detectors", 50),
                new Workload.Part("attacks", 250)),
            kept);
    again.part("network");
    again.part("detectors");

    assertEquals(left.seconds(0, 0), again.seconds(0, 0));
    assertEquals(10 - 4 + 50, again.seconds(0, 0).getAsDouble(), 1e-9);
  }

  @Test
  void namesThatNobodyAnnouncedChangeNothing() {
    left.part("network");
    left.worked(20);
    left.part("attacks");
    left.part("origin: network");
    left.part("detectors");

    assertTrue(left.seconds(0, 0).isPresent());
    assertEquals(50, left.seconds(0, 0).getAsDouble(), 1e-9);
  }

  private static TimeLeft left(List<Workload.Part> parts, SpentTime spent) {
    return new TimeLeft(new Workload(parts), spent);
  }
}
