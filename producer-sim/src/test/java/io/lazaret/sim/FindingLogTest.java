package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.sim.AuditReport.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingLogTest {
  private final List<String> lines = new ArrayList<>();
  private final FindingLog log = new FindingLog(lines::add, 0);

  @Test
  void manyOfAKindAreANumberOnceTheMinuteIsOver() {
    for (int each = 0; each < 50; each++) {
      log.tell(Kind.ALTERED, "images.incoming-0@" + each);
    }
    log.tell(Kind.DISAGREEING, "images.incoming-0@7");
    assertEquals(FindingLog.LINES + 1, lines.size());
    assertEquals("altered images.incoming-0@0", lines.get(0));
    log.tick(Duration.ofMinutes(1).toNanos());
    log.tell(Kind.ALTERED, "images.incoming-0@60");

    assertEquals(
        List.of("altered: 30 more", "altered images.incoming-0@60"),
        lines.subList(FindingLog.LINES + 1, lines.size()));
  }
}
