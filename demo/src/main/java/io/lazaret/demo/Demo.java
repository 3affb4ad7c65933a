package io.lazaret.demo;

import io.lazaret.app.App;
import io.lazaret.app.BundleAssessors;
import io.lazaret.app.TopicPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import io.lazaret.cli.Terminals;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.corpus.Agreement;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import io.lazaret.sim.Audit;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.Exercise;
import io.lazaret.sim.ExerciseReport;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
import io.lazaret.sim.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** A broker, the app and a feed in this JVM. */
public final class Demo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double BARE_SECONDS = 2;
  private static final int PARTITIONS = 4;

  /** What two runs of one network on one machine may differ by. */
  private static final double SCORE_TOLERANCE = 1e-2;

  private final DemoPlan plan;
  private final Corpus corpus;
  private final EmbeddedKafka kafka;
  private final AppConfig config;
  private final App app;
  private final String bundle;
  private final List<OfflineVerdict> offline;
  private final double bareImagesPerSecond;

  private Demo(DemoPlan plan, Corpus corpus, Path work) throws InterruptedException {
    this.plan = plan;
    this.corpus = corpus;
    AppConfig.Scorer scorer = config(plan, corpus, work, "unused:1", 0).scorer();
    try (BundleAssessor assessor =
            BundleAssessor.open(plan.bundle(), plan.device(), plan.falsePositiveRate());
        BareAssessor bare =
            new BareAssessor(assessor, scorer.batchSize(), scorer.decodeThreads())) {
      if (!assessor.modality().equals(corpus.description().modality())) {
        throw new RefusedException(
            "the corpus holds '"
                + corpus.description().modality()
                + "', the bundle serves '"
                + assessor.modality()
                + "'; give the bundle that was made for these images");
      }
      say("judging without a stream, for comparison");
      bundle = assessor.bundle();
      offline =
          Files.exists(corpus.directory().resolve(OfflineVerdict.FILE))
              ? OfflineVerdict.read(corpus.directory())
              : bare.verdicts(corpus);
      bareImagesPerSecond = bare.imagesPerSecond(corpus, BARE_SECONDS);
    }
    ClusterPlan cluster = ClusterPlan.in(work.resolve("kafka"));
    kafka =
        EmbeddedKafka.start(
            plan.port().isPresent() ? cluster.withFirstPort(plan.port().getAsInt()) : cluster);
    try {
      int http = plan.port().isPresent() ? plan.port().getAsInt() + 2 : 0;
      config = config(plan, corpus, work, kafka.bootstrapServers(), http);
      TopicPlan.of(config, PARTITIONS, Optional.empty()).create(config.kafka());
      app = App.start(config, new BundleAssessors());
    } catch (RuntimeException | Error | InterruptedException e) {
      kafka.close();
      throw e;
    }
    say(
        "broker at "
            + kafka.bootstrapServers()
            + ", health and metrics at http://127.0.0.1:"
            + app.httpPort());
  }

  /**
   * Starts everything; returns when images are judged.
   *
   * @param work an empty directory for the broker and the app
   */
  public static Demo start(DemoPlan plan, Corpus corpus, Path work) throws InterruptedException {
    return new Demo(plan, corpus, work);
  }

  private static AppConfig config(
      DemoPlan plan, Corpus corpus, Path work, String bootstrap, int http) {
    String text =
        String.join(
            "\n",
            "kafka:",
            "  bootstrapServers: '" + bootstrap + "'",
            "  applicationId: lazaret-demo",
            "bundles:",
            "  '" + corpus.description().modality() + "': '" + plan.bundle().toAbsolutePath() + "'",
            "falsePositiveRate: " + plan.falsePositiveRate(),
            "device: " + plan.device(),
            "limits: {imageBytes: 1000000, pixels: 4000000}",
            "http: {port: " + http + "}",
            "stateDirectory: '" + work.resolve("state") + "'");
    return Settings.parse("demo", text, work, AppConfig.class);
  }

  /** Replays the corpus, waits for the verdicts and audits. */
  public DemoReport exercise() throws InterruptedException, ExecutionException {
    while (!app.isReady()) {
      Thread.sleep(50);
    }
    String bootstrap = kafka.bootstrapServers();
    AtomicLong sent = new AtomicLong();
    long start = System.nanoTime();
    try (VerdictWatch watch = new VerdictWatch(bootstrap, config.topics().verdicts())) {
      CompletableFuture<Void> replay = CompletableFuture.runAsync(() -> replay(bootstrap, sent));
      watch.await(plan.images(), PATIENCE, seen -> live(seen, sent.get(), start));
      System.err.println();
      replay.get();
      ExerciseReport exercise =
          Exercise.run(bootstrap, config.topics().verdicts(), TruthEvent.TOPIC, PATIENCE);
      AuditReport audit = Audit.run(bootstrap, Topics.DEFAULT, PATIENCE);
      return new DemoReport(
          exercise,
          audit,
          Agreement.compare(offline, watch.verdicts(), SCORE_TOLERANCE),
          watch.perSecond(),
          bareImagesPerSecond,
          bundle,
          plan.seed());
    }
  }

  private void replay(String bootstrap, AtomicLong sent) {
    ReplayPlan replay =
        new ReplayPlan(
            OptionalDouble.empty(),
            OptionalLong.of(plan.images()),
            OptionalDouble.empty(),
            plan.malformed(),
            plan.seed(),
            "demo",
            plan.images() > corpus.entries().size());
    Replay.run(
        corpus,
        replay,
        new Replay.Target(bootstrap, config.topics().incoming(), TruthEvent.TOPIC),
        progress -> sent.set(progress.images()));
  }

  private static void live(VerdictWatch watch, long sent, long start) {
    int seen = watch.verdicts().size();
    System.err.printf(
        Locale.ROOT,
        "%s%6.0f images/s  cleared %d  quarantined %d  rejected %d  lag %d   ",
        Terminals.showsProgress() ? "\r" : "\n",
        seen / Math.max(1e-3, (System.nanoTime() - start) / 1e9),
        watch.count(Verdict.Outcome.CLEAR),
        watch.count(Verdict.Outcome.SUSPECT) + watch.count(Verdict.Outcome.UNDECIDABLE),
        watch.count(Verdict.Outcome.MALFORMED),
        Math.max(0, sent - seen));
  }

  private static void say(String line) {
    System.err.println(line);
  }

  @Override
  public void close() {
    app.close();
    kafka.close();
  }
}
