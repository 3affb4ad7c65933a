package io.lazaret.app.testing;

import io.lazaret.app.topology.Topics;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker that forgets the dead quickly, and settings for apps that use it. */
public final class AppCluster implements AutoCloseable {
  private final Path directory;
  private final EmbeddedKafka kafka;

  public AppCluster(Path directory) {
    this.directory = directory;
    kafka =
        EmbeddedKafka.start(
            ClusterPlan.in(directory.resolve("kafka"))
                .withOverrides(Map.of("group.min.session.timeout.ms", "1000")));
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Topics of one test. */
  public static Topics topics(String test) {
    return new Topics(
        test + ".in", test + ".cleared", test + ".quarantined", test + ".rejected", test + ".v");
  }

  /** Settings of one test, in a file. */
  public Path settings(String test) throws IOException {
    return Files.writeString(
        directory.resolve(test + ".yaml"),
        """
        kafka:
          bootstrapServers: %1$s
          applicationId: %2$s
          commitIntervalMillis: 100
          properties:
            main.consumer.session.timeout.ms: 3000
            main.consumer.heartbeat.interval.ms: 500
            producer.transaction.timeout.ms: 3000
        topics:
          incoming: %2$s.in
          cleared: %2$s.cleared
          quarantined: %2$s.quarantined
          rejected: %2$s.rejected
          verdicts: %2$s.v
        campaigns: {topic: %2$s.campaigns, suspectsTopic: %2$s.suspects}
        bundles: {xray: none}
        limits: {imageBytes: 20000, width: 64, height: 64, pixels: 4096}
        scorer: {batchSize: 8, lingerMillis: 50, decodedImages: 32, deviceTimeoutSeconds: 20}
        http: {port: 0}
        """
            .formatted(bootstrapServers(), test));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
