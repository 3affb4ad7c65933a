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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A broker and the app in this process, for as many runs as are wanted. The broker stamps each
 * record when it is appended.
 */
final class StreamRig implements AutoCloseable {
  private static final int READY_POLL_MILLIS = 20;

  private final Corpus corpus;
  private final EmbeddedKafka kafka;
  private final AppConfig config;
  private final App app;
  private final PassageWatch watch;
  private int runs;

  private StreamRig(Corpus corpus, EmbeddedKafka kafka, AppConfig config, App app) {
    this.corpus = corpus;
    this.kafka = kafka;
    this.config = config;
    this.app = app;
    this.watch = new PassageWatch(kafka.bootstrapServers(), config.topics());
  }

  /** Starts both, and returns when images are judged. */
  static StreamRig start(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            ClusterPlan.in(work.resolve("kafka"))
                .withOverrides(Map.of("log.message.timestamp.type", "LogAppendTime")));
    try {
      AppConfig config = plan.app(kafka.bootstrapServers(), corpus.description().modality(), work);
      TopicPlan.of(config, plan.partitions(), Optional.empty()).create(config.kafka());
      App app = App.start(config, new BundleAssessors());
      while (!app.isReady()) {
        Thread.sleep(READY_POLL_MILLIS);
      }
      return new StreamRig(corpus, kafka, config, app);
    } catch (RuntimeException | Error | InterruptedException e) {
      kafka.close();
      throw e;
    }
  }

  /** Sends images as fast as the broker takes them; measures once all of them lie there. */
  StreamRun backlog(int images) {
    CompletableFuture<Void> replay = replay(images, OptionalDouble.empty());
    StreamRun run = watch.await(images, replay::isDone);
    replay.join();
    return run;
  }

  /**
   * Sends images at a rate, and measures while they come.
   *
   * @param rate images a second
   */
  StreamRun live(int images, double rate) {
    CompletableFuture<Void> replay = replay(images, OptionalDouble.of(rate));
    StreamRun run = watch.await(images, () -> true);
    replay.join();
    return run;
  }

  private CompletableFuture<Void> replay(int images, OptionalDouble rate) {
    ReplayPlan replay =
        new ReplayPlan(
            rate,
            OptionalLong.of(images),
            OptionalDouble.empty(),
            0,
            ++runs,
            "bench",
            images > corpus.entries().size());
    Replay.Target target =
        new Replay.Target(kafka.bootstrapServers(), config.topics().incoming(), TruthEvent.TOPIC);
    return CompletableFuture.runAsync(() -> Replay.run(corpus, replay, target, progress -> {}));
  }

  @Override
  public void close() {
    watch.close();
    app.close();
    kafka.close();
  }
}
