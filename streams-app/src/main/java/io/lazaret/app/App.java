package io.lazaret.app;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.Sizing;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.app.metrics.MicrometerMetrics;
import io.lazaret.app.rollout.RolloutWatch;
import io.lazaret.app.rollout.Rollouts;
import io.lazaret.app.scorer.Decoder;
import io.lazaret.app.scorer.Fetching;
import io.lazaret.app.scorer.LookaheadScorer;
import io.lazaret.app.scorer.ScorerLimits;
import io.lazaret.app.scorer.Serving;
import io.lazaret.app.scorer.StoreUnreachableException;
import io.lazaret.app.topology.DetectionTopology;
import io.lazaret.cli.HttpAddress;
import io.lazaret.cli.OperationsEndpoint;
import io.lazaret.cli.ProcessEnd;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Pixels;
import io.lazaret.store.ObjectStore;
import io.lazaret.store.ObjectStores;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running app: from bundles and topics to verdicts, with its endpoint for health and metrics.
 * Several may run in one JVM. The log names records by topic, partition and offset; no image ids.
 */
public final class App implements AutoCloseable {
  /** Exit status: the machine is broken; nothing is lost, and a restart judges again. */
  public static final int BROKEN = 3;

  private static final Logger LOG = LoggerFactory.getLogger(App.class);
  private static final int PROBE_SIDE = 64;

  /** How long a cluster may answer and not do what is asked of it: brokers come one by one. */
  private static final Duration CLUSTER_STARTS = Duration.ofMinutes(5);

  private final AppConfig config;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final Resources resources = new Resources();

  /** Who asks a process to stop and who waits for its end both stop it. */
  private final AtomicBoolean saidStopped = new AtomicBoolean();

  private @Nullable OperationsEndpoint endpoint;
  private volatile @Nullable LookaheadScorer scorer;
  private volatile @Nullable KafkaStreams streams;

  private App(AppConfig config) {
    this.config = config;
  }

  /**
   * Starts the app as a process of its own: a device that does not answer ends the JVM with status
   * {@link #BROKEN}. Waits for Kafka as long as it takes; returns when the app runs.
   *
   * @throws RefusedException when a bundle, a topic or the heap is not fit for the settings
   * @throws InterruptedException when interrupted while waiting for Kafka
   */
  public static App start(AppConfig config, AssessorFactory factory) throws InterruptedException {
    return start(config, factory, () -> ProcessEnd.now(BROKEN));
  }

  /**
   * Like {@link #start(AppConfig, AssessorFactory)}, with another way to end the process at once.
   */
  public static App start(AppConfig config, AssessorFactory factory, Runnable halt)
      throws InterruptedException {
    App app = new App(config);
    try {
      app.run(factory, halt);
      return app;
    } catch (InterruptedException | RuntimeException | Error e) {
      app.release();
      throw e;
    }
  }

  /** Whether images are judged now. */
  public boolean isReady() {
    return notReady().isEmpty();
  }

  /** The port of the endpoint for health and metrics. */
  public int httpPort() {
    return Objects.requireNonNull(endpoint, "not started").port();
  }

  /** The metrics in Prometheus' text format. */
  public String metrics() {
    return registry.scrape();
  }

  /**
   * Waits until the app ends.
   *
   * @return 0 when it was stopped, {@link #BROKEN} when it failed
   */
  public int await() {
    return ended.join();
  }

  /**
   * Stops in order: what was judged is committed, the rest is left for the next process.
   *
   * @return 0, or {@link #BROKEN} when the app had failed before or did not stop in time; nothing
   *     is lost in any case
   */
  public int stop() {
    release();
    if (saidStopped.compareAndSet(false, true)) {
      LOG.info("stopped");
    }
    return ended.getNow(0);
  }

  @Override
  public void close() {
    stop();
  }

  private void run(AssessorFactory factory, Runnable halt) throws InterruptedException {
    endpoint =
        resources.own(
            OperationsEndpoint.start(
                new HttpAddress(config.http().host(), config.http().port(), "http."),
                this::notLive,
                this::notReady,
                this::metrics));
    LOG.info("health and metrics at http://{}:{}", config.http().host(), endpoint.port());
    if (!config.kafka().processingGuarantee().equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      LOG.warn("kafka.processingGuarantee is not exactly_once_v2: a crash may double images");
    }
    Gauge.builder("lazaret.ready", () -> isReady() ? 1 : 0)
        .description("Whether images are judged now, as /readyz says")
        .register(registry);
    MicrometerMetrics metrics =
        new MicrometerMetrics(registry, config.bundles().keySet(), config.metrics().limits());
    resources.own(JvmMetrics.bind(registry));
    Serving serving = resources.own(new Serving());
    Rollouts rollouts = new Rollouts(config, factory, serving, metrics);
    rollouts.settings();
    TopicCheck topics = checkTopics();
    Optional<RolloutWatch> watch = config.rollout().directory().map(root -> watch(rollouts));
    watch.ifPresent(RolloutWatch::catchUp);
    long preparedBytes = preparedBytes(serving);
    Sizing sizing =
        size(topics.partitions(), watch.isPresent() ? 2 * preparedBytes : preparedBytes);
    scorer =
        new LookaheadScorer(
            serving,
            decoder(config.limits().decodeLimits()),
            fetching(),
            limits(sizing.records(topics.partitions())),
            metrics,
            halt);
    resources.own(scorer);
    scorer.start();
    rollouts.tryBeforehand(assessor -> tryOut(assessor, preparedBytes));
    watch.ifPresent(RolloutWatch::start);
    DetectionTopology topology =
        new DetectionTopology(
            config.topics(),
            watch.map(each -> config.rollout().shadowTopic()),
            config.campaigns().plan(),
            config.limits().recordLimits(),
            scorer,
            metrics);
    KafkaStreams created = create(topology.get(), StreamsSettings.of(config, sizing, scorer));
    created.setUncaughtExceptionHandler(App::failed);
    created.setStateListener((now, before) -> changed(now));
    streams = created;
    created.start();
    resources.own(JvmMetrics.bind(created, registry));
    LOG.info("judging images of {}", config.topics().incoming());
  }

  private void release() {
    KafkaStreams running = streams;
    if (running != null) {
      scorer().abandonUnreachable();
      // Else nobody takes up this process's partitions before its session has timed out.
      CloseOptions leaving =
          CloseOptions.timeout(Duration.ofSeconds(config.stopGraceSeconds()))
              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
      ended.complete(running.close(leaving) ? 0 : BROKEN);
    }
    resources.close();
  }

  private LookaheadScorer scorer() {
    return Objects.requireNonNull(scorer, "not started");
  }

  private static KafkaStreams create(Topology topology, Properties settings) {
    try {
      return new KafkaStreams(topology, settings);
    } catch (KafkaException e) {
      // The settings that are not ours to check are the person's own.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RefusedException("kafka.properties: " + cause.getMessage(), e);
    }
  }

  private RolloutWatch watch(Rollouts rollouts) {
    return resources.own(
        new RolloutWatch(
            StreamsSettings.client(config.kafka()), config.rollout().topic(), rollouts));
  }

  /** The memory was reckoned for what judged at start. */
  private void tryOut(Assessor assessor, long preparedBytes) {
    if (preparedBytes(assessor) > preparedBytes) {
      throw new RefusedException(
          "bundle "
              + assessor.bundle()
              + " reads larger images than those that judged when the app started; start the app"
              + " again to have it judge");
    }
    scorer().tryOut(assessor);
  }

  private TopicCheck checkTopics() throws InterruptedException {
    try (KafkaAdmin admin = KafkaAdmin.await(StreamsSettings.client(config.kafka()))) {
      TopicCheck check = KafkaAdmin.patiently(() -> makeAndCheck(admin), CLUSTER_STARTS);
      check.warnings().forEach(LOG::warn);
      return check;
    }
  }

  private TopicCheck makeAndCheck(KafkaAdmin admin) {
    if (config.createPartitions() > 0) {
      TopicPlan.of(config, config.createPartitions(), Optional.empty())
          .create(admin)
          .forEach(App::sayCreated);
    }
    return TopicCheck.of(admin, config);
  }

  private static void sayCreated(String topic, boolean created) {
    if (created) {
      LOG.info("created topic {}", topic);
    }
  }

  private Sizing size(int partitions, long preparedBytes) {
    long heap = Runtime.getRuntime().maxMemory();
    Sizing sizing = Sizing.of(config, partitions, preparedBytes, heap);
    sizing.requireFits(heap);
    LOG.info(
        "{} partitions, {} + {} records each in memory; at worst {} of {} MiB heap",
        partitions,
        sizing.bufferedRecords(),
        sizing.polledRecords(),
        sizing.bytes() >> 20,
        heap >> 20);
    return sizing;
  }

  private static long preparedBytes(Serving serving) {
    return serving.all().stream().mapToLong(App::preparedBytes).max().orElse(0);
  }

  /** What a network reads has one size, whatever the image: ask for that of a small one. */
  private static long preparedBytes(Assessor assessor) {
    Pixels probe = new Pixels(PROBE_SIDE, PROBE_SIDE, 1, 255, new short[PROBE_SIDE * PROBE_SIDE]);
    return (long) Float.BYTES * assessor.prepare(probe).size();
  }

  private ScorerLimits limits(int lookaheadImages) {
    AppConfig.Scorer scorer = config.scorer();
    return new ScorerLimits(
        scorer.batchSize(),
        Duration.ofMillis(scorer.lingerMillis()),
        scorer.decodeThreads(),
        scorer.decodedImages(),
        lookaheadImages,
        Duration.ofSeconds(scorer.deviceTimeoutSeconds()),
        Duration.ofSeconds(config.kafka().maxWaitSeconds()));
  }

  private Fetching fetching() {
    ObjectStores stores = resources.own(config.objects().open());
    for (ObjectStore store : stores.all()) {
      LOG.info("images may lie in {}", store.name());
    }
    DecodeLimits limits = config.limits().decodeLimits(config.objects().bytes());
    return new Fetching(stores, config.objects().fetchLimits(), decoder(limits));
  }

  private static Decoder decoder(DecodeLimits limits) {
    return (encoded, contentType) -> ImageCodecs.decode(encoded, contentType, limits);
  }

  private static StreamThreadExceptionResponse failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreUnreachableException) {
        LOG.warn("{}; what is not committed is read again", cause.getMessage());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
      }
    }
    LOG.error("an image could not be judged; the app ends, and judges it again", failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void changed(State now) {
    if (now == State.ERROR) {
      ended.complete(BROKEN);
    }
  }

  private Optional<String> notLive() {
    return ended.isDone() ? Optional.of("the app has ended") : Optional.empty();
  }

  private Optional<String> notReady() {
    KafkaStreams running = streams;
    if (running == null) {
      return Optional.of("opening bundles and waiting for Kafka");
    }
    State state = running.state();
    return state == State.RUNNING
        ? scorer().unreachableStore().map(store -> "images wait for " + store)
        : Optional.of("Kafka Streams is " + state);
  }
}
