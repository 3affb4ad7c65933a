package io.lazaret.bench;

import io.lazaret.app.App;
import io.lazaret.app.BundleAssessors;
import io.lazaret.app.TopicPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.VerdictEvent;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A broker and one or more apps in this process, for as many runs as are wanted. The broker stamps
 * each record when it is appended.
 */
final class StreamRig implements AutoCloseable {
  private static final int READY_POLL_MILLIS = 20;

  private final EmbeddedKafka kafka;
  private final AppConfig config;
  private final List<App> apps;
  private final Lane lane;

  private StreamRig(Corpus corpus, EmbeddedKafka kafka, AppConfig config, List<App> apps) {
    this.kafka = kafka;
    this.config = config;
    this.apps = apps;
    this.lane =
        new Lane(
            corpus,
            kafka.bootstrapServers(),
            config.topics().incoming(),
            config.topics().verdicts(),
            verdict -> VerdictEvent.parse(verdict).source());
  }

  /** Starts all of it, and returns when images are judged. */
  static StreamRig start(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            ClusterPlan.in(work.resolve("kafka"))
                .withOverrides(Map.of("log.message.timestamp.type", "LogAppendTime")));
    List<App> apps = new ArrayList<>();
    try {
      String modality = corpus.description().modality();
      AppConfig config = plan.app(kafka.bootstrapServers(), modality, work, 0);
      TopicPlan.of(config, plan.partitions(), Optional.empty()).create(config.kafka());
      for (int instance = 0; instance < plan.instances(); instance++) {
        App app =
            App.start(
                plan.app(kafka.bootstrapServers(), modality, work, instance),
                new BundleAssessors());
        apps.add(app);
        while (!app.isReady()) {
          Thread.sleep(READY_POLL_MILLIS);
        }
      }
      return new StreamRig(corpus, kafka, config, apps);
    } catch (RuntimeException | Error | InterruptedException e) {
      apps.forEach(App::close);
      kafka.close();
      throw e;
    }
  }

  /** The way to the app and back. */
  Lane lane() {
    return lane;
  }

  /** How the first instance was configured. */
  AppConfig config() {
    return config;
  }

  @Override
  public void close() {
    lane.close();
    apps.forEach(App::close);
    kafka.close();
  }
}
