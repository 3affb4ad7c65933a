package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.SlowApp;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app's process is killed under load, and everything is there exactly once. */
@Tag("broker")
class KillTest {
  private static final int IMAGES = 2_000;
  private static final int KILLS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void nothingIsLostOrDoubledWhenTheProcessIsKilled() throws Exception {
    try (AppCluster cluster = new AppCluster(directory)) {
      Path settings = cluster.settings("kill");
      CommandLines.run(new TopicsCommand(), "create", "--config", settings.toString());
      try (Feed feed = new Feed(cluster.bootstrapServers(), "kill.in");
          Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("kill"))) {
        for (int i = 0; i < IMAGES; i++) {
          feed.send("xray", TestImages.png(20 + i % 230));
        }
        killUnderLoad(settings, ledger);

        Process last = start(settings);
        try {
          ledger.assertLaw(feed.sent(), LIMIT);
          last.toHandle().destroy();
          assertTrue(last.waitFor(40, TimeUnit.SECONDS));
          assertEquals(0, last.exitValue(), log());
        } finally {
          last.destroyForcibly();
        }
      }
    }
  }

  private void killUnderLoad(Path settings, Ledger ledger) throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      Process app = start(settings);
      int target = kill * IMAGES / (KILLS + 2);
      int found = ledger.readUntil(target, LIMIT);
      app.destroyForcibly().waitFor();
      assertTrue(found >= target && found < IMAGES, found + " images before kill " + kill + log());
    }
  }

  private Process start(Path settings) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SlowApp.class.getName(),
                "--config",
                settings.toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("app.log").toFile()))
        .start();
  }

  private String log() throws IOException {
    return "\n" + Files.readString(directory.resolve("app.log"));
  }
}
