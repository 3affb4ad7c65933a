package io.lazaret.demo.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.sim.AuditReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short torture; {@code ./lazaret torture} is the long one. */
@Tag("broker")
class TortureTest {
  private static final Path BUNDLE =
      Path.of(System.getProperty("lazaret.home", "..")).resolve("bundles/xray-phantom");

  /** Stopped, killed, and a disk that is full: one of each within a quarter of a minute. */
  private static final long STOP_KILL_FULL_DISK = 179;

  /** One instance is stopped, and each is killed when it has had time to start. */
  private static final long STOP_TWO_KILLS = 41;

  /** Kafka forgets a dead instance in 6 s, and its transaction in 9. */
  private static final Duration AUDIT = Duration.ofSeconds(180);

  /** What the naive app holds comes within its linger and a transaction, or never. */
  private static final Duration NAIVE_AUDIT = Duration.ofSeconds(22);

  @TempDir private Path directory;

  @Test
  void nothingIsLostWhateverHappens() throws InterruptedException {
    List<String> happened = new ArrayList<>();

    TortureReport report =
        Torture.run(
            plan(TortureApp.class, 14, STOP_KILL_FULL_DISK, AUDIT), directory, happened::add);

    assertTrue(report.passed(), () -> happened + "\n" + report.toText());
    assertEquals(
        report.sent().values().stream().mapToLong(count -> count).sum(), report.audit().inputs());
    assertTrue(report.audit().cleared() > 0 && report.audit().rejected() > 0, report.toText());
    assertFalse(report.faults().isEmpty());
  }

  @Test
  void theSameTortureCatchesAnAppThatHoldsRecordsBack() throws InterruptedException {
    TortureReport report =
        Torture.run(plan(NaiveApp.class, 14, STOP_TWO_KILLS, NAIVE_AUDIT), directory, line -> {});

    assertTrue(report.audit().count(AuditReport.Kind.MISSING_ROUTE) > 0, report::toText);
    assertFalse(report.passed());
  }

  private static TorturePlan plan(Class<?> app, int seconds, long seed, Duration audit) {
    return new TorturePlan(BUNDLE, app, Duration.ofSeconds(seconds), seed, 40, 1, "classic", audit);
  }
}
