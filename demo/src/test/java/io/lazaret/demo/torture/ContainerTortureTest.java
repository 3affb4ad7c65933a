package io.lazaret.demo.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** The torture against a broker in a container, where Docker answers; skipped elsewhere. */
@Tag("peers")
class ContainerTortureTest {
  private static final Path BUNDLE =
      Path.of(System.getProperty("lazaret.home", "..")).resolve("bundles/xray-phantom");

  /** Draws that the broker is killed, then paused, before anything else. */
  private static final long SEED = 11;

  private static final Duration AUDIT = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @Test
  void nothingIsLostWhateverHappensToABrokerUnderDocker() throws InterruptedException {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker answers here");
    List<String> happened = new ArrayList<>();
    TorturePlan plan =
        new TorturePlan(
            BUNDLE, TortureApp.class, Duration.ofSeconds(40), SEED, 60, 1, "classic", AUDIT);

    TortureReport report;
    try (BrokerContainer broker = new BrokerContainer()) {
      report = Torture.run(plan, broker, directory, happened::add);
    }

    assertTrue(report.passed(), () -> happened + "\n" + report.toText());
    assertEquals(
        report.sent().values().stream().mapToLong(count -> count).sum(), report.audit().inputs());
    assertTrue(happened.contains(Fault.BROKER_KILLED.description()), happened::toString);
    assertTrue(happened.contains(Fault.BROKER_PAUSED.description()), happened::toString);
  }
}
