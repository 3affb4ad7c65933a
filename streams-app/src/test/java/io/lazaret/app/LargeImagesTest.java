package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.testing.AppCluster;
import io.lazaret.app.testing.AppProcess;
import io.lazaret.app.testing.Feed;
import io.lazaret.app.testing.Ledger;
import io.lazaret.app.testing.TestImages;
import io.lazaret.cli.CommandLines;
import io.lazaret.core.wire.DataReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of 30 MB go through an app with a heap of 1 GiB. */
@Tag("broker")
class LargeImagesTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int SIDE = 4_000;
  private static final int IMAGES = 6;

  @Test
  void thirtyMegabytesInOneGibibyte(@TempDir Path directory) throws Exception {
    Path images = Files.createDirectory(directory.toRealPath().resolve("images"));
    byte[] large = TestImages.noise(SIDE, SIDE);
    assertTrue(large.length > 30_000_000, large.length + " bytes");
    try (AppCluster cluster = new AppCluster(directory)) {
      Path settings = cluster.settings("large");
      Files.writeString(
          settings,
          Files.readString(settings)
                  .replaceFirst("(?m)^limits: .*$", "limits: {imageBytes: 1000000}")
                  // The default: such an image alone can take longer than a test's transaction.
                  .replaceFirst("(transaction.timeout.ms): .*", "$1: 30000")
              + "objects: {directories: ["
              + images
              + "]}\n");
      CommandLines.run(new TopicsCommand(), "create", "--config", settings.toString());
      try (Feed feed = new Feed(cluster.bootstrapServers(), "large.in");
          Ledger ledger = new Ledger(cluster.bootstrapServers(), AppCluster.topics("large"));
          AppProcess app = AppProcess.start(settings, "1g")) {
        for (int i = 0; i < IMAGES; i++) {
          Path file = Files.write(images.resolve(i + ".png"), large);
          feed.sendReference("xray", DataReference.of(URI.create("file://" + file), large));
          feed.send("xray", TestImages.png(100));
        }

        ledger.assertLaw(feed.sent(), LIMIT);

        Map<String, Long> counts = ledger.counts();
        assertEquals(
            2 * IMAGES, counts.get("clear") + counts.getOrDefault("suspect", 0L), app.log());
        assertEquals(0, app.stop(), app.log());
      }
    }
  }
}
