package io.lazaret.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.AppCommand;
import io.lazaret.app.TopicPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import io.lazaret.lab.study.PhantomCorpus;
import io.lazaret.sim.Audit;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
import io.lazaret.sim.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app's own process, with the bundle that ships, killed under load; then the audit. */
@Tag("broker")
class KillTest {
  private static final int IMAGES = 600;
  private static final int KILLS = 3;

  @TempDir private Path directory;

  @Test
  void theAuditIsCleanAfterThreeKills() throws Exception {
    Corpus corpus =
        new PhantomCorpus(ShippedBundle.DIRECTORY, 60, 0.2, "FGSM", 2, 3, "cpu")
            .write(directory.resolve("corpus"), done -> {});
    try (EmbeddedKafka kafka = EmbeddedKafka.start(impatient())) {
      Path settings = settings(kafka.bootstrapServers());
      AppConfig config = Settings.read(settings, AppConfig.class);
      TopicPlan.of(config, 4, Optional.empty()).create(config.kafka());
      feed(corpus, kafka.bootstrapServers());

      try (VerdictWatch watch =
          new VerdictWatch(kafka.bootstrapServers(), config.topics().verdicts())) {
        for (int kill = 1; kill <= KILLS; kill++) {
          Process app = start(settings);
          int target = kill * IMAGES / (KILLS + 1);
          watch.await(target, Duration.ofSeconds(120), seen -> {});
          app.destroyForcibly().waitFor();
          int found = watch.verdicts().size();
          assertTrue(found >= target && found < IMAGES, found + " before a kill" + log());
        }
        Process last = start(settings);
        try {
          AuditReport audit =
              Audit.run(kafka.bootstrapServers(), Topics.DEFAULT, Duration.ofSeconds(180));
          assertTrue(audit.lawKept(), () -> audit.toText());
          last.toHandle().destroy();
          assertTrue(last.waitFor(40, TimeUnit.SECONDS), "it stops when told to");
          assertEquals(0, last.exitValue(), log());
        } finally {
          last.destroyForcibly();
        }
      }
    }
  }

  /** A broker that forgets the dead quickly. */
  private ClusterPlan impatient() {
    return ClusterPlan.in(directory.resolve("kafka"))
        .withOverrides(Map.of("group.min.session.timeout.ms", "1000"));
  }

  private static void feed(Corpus corpus, String bootstrap) {
    ReplayPlan plan =
        new ReplayPlan(
            OptionalDouble.empty(),
            OptionalLong.of(IMAGES),
            OptionalDouble.empty(),
            0.05,
            3,
            "kill-test",
            true);
    Replay.run(
        corpus, plan, new Replay.Target(bootstrap, Replay.TOPIC, TruthEvent.TOPIC), progress -> {});
  }

  private Path settings(String bootstrap) throws IOException {
    return Files.writeString(
        directory.resolve("app.yaml"),
        """
        kafka:
          bootstrapServers: %s
          commitIntervalMillis: 100
          properties:
            main.consumer.session.timeout.ms: 3000
            main.consumer.heartbeat.interval.ms: 500
            producer.transaction.timeout.ms: 3000
        bundles: {xray-phantom: %s}
        device: cpu
        limits: {imageBytes: 100000, pixels: 1000000}
        http: {port: 0}
        stateDirectory: %s
        """
            .formatted(bootstrap, ShippedBundle.DIRECTORY, directory.resolve("state")));
  }

  private Process start(Path settings) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // most of its short life is starting
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                AppCommand.class.getName(),
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
