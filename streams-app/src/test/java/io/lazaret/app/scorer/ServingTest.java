package io.lazaret.app.scorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.scorer.Serving.Lease;
import io.lazaret.app.testing.FakeAssessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServingTest {
  private final FakeAssessor first = new FakeAssessor("xray", Duration.ZERO, "first");
  private final FakeAssessor second = new FakeAssessor("xray", Duration.ZERO, "second");
  private final Serving serving = Serving.of(Map.of("xray", first));

  @Test
  void aReplacedAssessorIsClosedOnceTheLastOfItsImagesIsDone() {
    Lease one = serving.lease("xray").orElseThrow();
    Lease two = serving.lease("xray").orElseThrow();

    serving.serve("xray", second);

    assertSame(second, serving.lease("xray").orElseThrow().assessor());
    assertSame(first, one.assessor());
    one.giveBack();
    assertFalse(first.isClosed());
    two.giveBack();
    assertTrue(first.isClosed());
    assertFalse(second.isClosed());
  }

  @Test
  void anAssessorWithoutImagesIsClosedAtOnce() {
    serving.serve("xray", second);

    assertTrue(first.isClosed());
    assertEquals(Optional.of("second"), serving.bundle("xray"));
  }

  @Test
  void theShadowIsBesideAndLeaves() {
    serving.shadow("xray", Optional.of(second));

    assertSame(first, serving.lease("xray").orElseThrow().assessor());
    assertSame(second, serving.shadowLease("xray").orElseThrow().assessor());
    assertEquals(List.of(first, second), serving.all());
    assertEquals(Optional.of("second"), serving.shadowBundle("xray"));

    serving.shadow("xray", Optional.empty());
    assertTrue(serving.shadowLease("xray").isEmpty());
  }

  @Test
  void whoLeavesJudgesNobody() {
    serving.leave("xray");

    assertTrue(serving.lease("xray").isEmpty());
    assertTrue(serving.lease("ct").isEmpty());
    assertTrue(first.isClosed());
  }

  /** Images that were begun and never judged hold nothing open. */
  @Test
  void closingClosesAllWhoeverHoldsThem() {
    assertTrue(serving.lease("xray").isPresent());
    serving.serve("xray", second);
    assertTrue(serving.lease("xray").isPresent());
    assertFalse(first.isClosed());

    serving.close();

    assertTrue(first.isClosed());
    assertTrue(second.isClosed());
  }
}
