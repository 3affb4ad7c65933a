package io.lazaret.bench;

import io.lazaret.app.App;
import io.lazaret.app.BundleAssessors;
import io.lazaret.app.TopicPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A broker in this process, and runs of the app against it, each with topics and a group of its
 * own. The broker stamps each record when it is appended.
 */
final class StreamRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int READY_POLL_MILLIS = 20;

  private final StreamPlan plan;
  private final Corpus corpus;
  private final Path work;
  private final EmbeddedKafka kafka;
  private int runs;

  StreamRig(StreamPlan plan, Corpus corpus, Path work) {
    this.plan = plan;
    this.corpus = corpus;
    this.work = work;
    this.kafka =
        EmbeddedKafka.start(
            ClusterPlan.in(work.resolve("kafka"))
                .withOverrides(Map.of("log.message.timestamp.type", "LogAppendTime")));
  }

  /** Judges a backlog: all images lie in the topic before the app starts. */
  StreamRun backlog(int images) throws InterruptedException {
    AppConfig config = next();
    replay(config, images, OptionalDouble.empty());
    try (App app = App.start(config, new BundleAssessors());
        PassageWatch watch = new PassageWatch(kafka.bootstrapServers(), config.topics())) {
      return watch.await(images, PATIENCE);
    }
  }

  /**
   * Judges images as they come.
   *
   * @param rate images a second
   */
  StreamRun live(int images, double rate) throws InterruptedException {
    AppConfig config = next();
    try (App app = App.start(config, new BundleAssessors());
        PassageWatch watch = new PassageWatch(kafka.bootstrapServers(), config.topics())) {
      while (!app.isReady()) {
        Thread.sleep(READY_POLL_MILLIS);
      }
      CompletableFuture<Void> replay =
          CompletableFuture.runAsync(() -> replay(config, images, OptionalDouble.of(rate)));
      StreamRun run = watch.await(images, PATIENCE);
      replay.join();
      return run;
    }
  }

  private AppConfig next() {
    AppConfig config =
        plan.app(
            kafka.bootstrapServers(), corpus.description().modality(), work, "bench-" + ++runs);
    TopicPlan.of(config, plan.partitions(), Optional.empty()).create(config.kafka());
    return config;
  }

  private void replay(AppConfig config, int images, OptionalDouble rate) {
    ReplayPlan replay =
        new ReplayPlan(
            rate, OptionalLong.of(images), OptionalDouble.empty(), 0, runs, "bench", true);
    Replay.run(
        corpus,
        replay,
        new Replay.Target(kafka.bootstrapServers(), config.topics().incoming(), TruthEvent.TOPIC),
        progress -> {});
  }

  @Override
  public void close() {
    kafka.close();
  }
}
