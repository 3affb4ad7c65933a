package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private final TimeLeft left =
      new TimeLeft(
          new Workload(
              List.of(
                  new Workload.Part("network", 100),
                  new Workload.Part("detectors", 50),
                  new Workload.Part("attacks", 250))));

  @Test
  void nothingIsSaidBeforeAnythingIsKnown() {
    assertEquals(OptionalDouble.empty(), left.seconds(0.5, 3));
    left.part("network");
    assertEquals(OptionalDouble.empty(), left.seconds(0, 3));
    assertEquals(OptionalDouble.empty(), new TimeLeft(new Workload(List.of())).seconds(0.5, 3));
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
        new TimeLeft(
            new Workload(List.of(new Workload.Part("table", 0), new Workload.Part("rest", 10))));
    idle.part("table");
    idle.worked(5);
    idle.part("rest");

    assertEquals(OptionalDouble.empty(), idle.seconds(0, 0));
  }

  @Test
  void partsThatWereFoundInTheWorkspaceSayNothing() {
    left.worked(5);
    left.part("network");
    left.found();
    left.part("detectors");
    left.found();
    left.worked(1); // what was left of them
    left.part("attacks");

    assertEquals(OptionalDouble.empty(), left.seconds(0, 0), "half a part gives no speed");
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
}
