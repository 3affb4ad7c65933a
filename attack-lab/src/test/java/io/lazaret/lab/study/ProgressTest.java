package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"3.2, 3 s", "99, 99 s", "100, 2 min", "1500, 25 min", "8000, 2 h 13 min"})
  void lengthsOfTimeAreSaidAsPeopleSayThem(double seconds, String said) {
    assertEquals(said, Progress.duration(seconds));
  }

  @Test
  void everyStageEndsInALineWithTheTimeLeftOfTheWholeStudy() {
    Progress progress = progress(false);
    List<SpentTime> kept = new ArrayList<>();
    progress.expect(
        new Workload(List.of(new Workload.Part("one", 10), new Workload.Part("two", 20))),
        SpentTime.NOTHING.withProcessorSeconds(7200),
        kept::add);

    progress.part("one");
    progress.begin("first stage");
    progress.at(1, 2);
    progress.end("done");
    progress.part("two");
    progress.begin("second stage");
    progress.end("done too");

    progress.total();

    List<String> lines = said().lines().toList();
    assertEquals(3, lines.size(), said());
    assertTrue(lines.get(0).contains("first stage") && !lines.get(0).contains("the study"), said());
    assertTrue(lines.get(1).contains("done too; the study: about 0 s"), said());
    assertTrue(lines.get(2).contains("the whole study took 2 h "), said());
    assertEquals(2, kept.size());
    assertTrue(kept.get(1).processorSeconds() > 7200);
    assertEquals(Set.of("one", "two"), kept.get(1).seconds().keySet());
  }

  @Test
  void withoutAWorkloadNothingIsForetold() {
    Progress progress = progress(true);

    progress.begin("score");
    progress.at(1, 2);
    progress.end("done");

    assertFalse(said().contains("the study"), said());
    assertTrue(said().contains("50 %"), said());
  }

  private Progress progress(boolean terminal) {
    return new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
