package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.AppProcess;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app's process is killed under load, and everything is there exactly once. */
@Tag("broker")
class KillTest {
  private static final int IMAGES = 1_200;
  private static final int KILLS = 3;
  private static final String HEAP = "512m";
  private static final Duration LIMIT = Duration.ofSeconds(120);

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

        try (AppProcess last = AppProcess.start(settings, HEAP)) {
          ledger.assertLaw(feed.sent(), LIMIT);
          assertEquals(0, last.stop(), last.log());
        }
      }
    }
  }

  private void killUnderLoad(Path settings, Ledger ledger) throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      AppProcess app = AppProcess.start(settings, HEAP);
      int target = kill * IMAGES / (KILLS + 2);
      int found = ledger.readUntil(target, LIMIT);
      app.kill();
      assertTrue(
          found >= target && found < IMAGES, found + " images before kill " + kill + app.log());
    }
  }
}
