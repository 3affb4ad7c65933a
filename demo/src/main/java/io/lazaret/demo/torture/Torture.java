package io.lazaret.demo.torture;

import io.lazaret.app.TopicPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.lab.study.PhantomCorpus;
import io.lazaret.sim.Audit;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Two instances of the app and a broker, each in a process of its own, under a feed of images and
 * of what feeds send by mistake. Faults are drawn at random until time is up; then the audit.
 */
public final class Torture implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final int IMAGES = 60;
  private static final int IMAGE_BYTES = 100_000;
  private static final Duration SESSION = Duration.ofSeconds(6);

  /** Half of the poll interval: how long a stream thread waits for an image. */
  private static final Duration WAIT = Duration.ofSeconds(10);

  private static final Duration TENDING = Duration.ofMillis(500);

  private final TorturePlan plan;
  private final Path work;
  private final Consumer<String> say;
  private final SplittableRandom random;
  private final Tally faults = new Tally();
  private final Tally ends = new Tally();
  private final Broker broker;
  private final List<Instance> instances = new ArrayList<>();
  private final ScheduledExecutorService orchestrator =
      Executors.newSingleThreadScheduledExecutor();
  private int started;

  private Torture(TorturePlan plan, Broker broker, Path work, Consumer<String> say) {
    this.plan = plan;
    this.work = work;
    this.say = say;
    this.random = new SplittableRandom(plan.seed());
    this.broker = broker;
  }

  /**
   * Does all of it.
   *
   * @param work an empty directory for topics, settings and logs
   * @param say told what happens, a line each
   */
  public static TortureReport run(TorturePlan plan, Path work, Consumer<String> say)
      throws InterruptedException {
    return run(plan, new BrokerProcess(plan.brokers(), work), work, say);
  }

  /**
   * Does all of it to a cluster of somebody else's making.
   *
   * @param broker not started yet; killed at the end
   */
  static TortureReport run(TorturePlan plan, Broker broker, Path work, Consumer<String> say)
      throws InterruptedException {
    try (Torture torture = new Torture(plan, broker, work, say)) {
      return torture.run();
    }
  }

  private TortureReport run() throws InterruptedException {
    Corpus corpus =
        new PhantomCorpus(plan.bundle(), IMAGES, 0.2, "FGSM", 2, plan.seed(), "cpu")
            .write(work.resolve("corpus"), done -> {});
    broker.start();
    createTopics();
    Path faultsOn = write("faults", "while this file exists, networks fail\n");
    for (int i = 0; i < 2; i++) {
      Instance instance = instance();
      instance.start();
      instances.add(instance);
    }
    orchestrator.scheduleWithFixedDelay(
        () -> instances.forEach(Instance::tend),
        TENDING.toMillis(),
        TENDING.toMillis(),
        TimeUnit.MILLISECONDS);
    long start = System.nanoTime();
    Map<HostileFeed.Kind, Long> sent;
    try (HostileFeed feed =
        new HostileFeed(
            corpus,
            objects(),
            broker.bootstrapServers(),
            Topics.DEFAULT.incoming(),
            plan.rate(),
            IMAGE_BYTES,
            plan.seed())) {
      feed.start();
      while (System.nanoTime() - start < plan.length().toNanos()) {
        pause(1, 4);
        inflict(draw());
      }
      say.accept("no more faults; sending what is left");
      delete(faultsOn);
      sent = feed.finish();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    say.accept("auditing");
    AuditReport audit = Audit.run(broker.bootstrapServers(), Topics.DEFAULT, plan.patience());
    long cleared = ClearedTopic.wronglyCleared(broker.bootstrapServers(), Topics.DEFAULT.cleared());
    orchestrator.shutdownNow();
    for (Instance instance : instances) {
      instance.terminate();
    }
    Map<String, Long> kinds = new TreeMap<>();
    sent.forEach((kind, count) -> kinds.put(kind.name().toLowerCase(Locale.ROOT), count));
    return new TortureReport(
        plan.seed(), seconds, kinds, faults.counts(), ends.counts(), audit, cleared);
  }

  private Fault draw() {
    int all = 0;
    for (Fault fault : Fault.values()) {
      all += fault.weight();
    }
    int lot = random.nextInt(all);
    for (Fault fault : Fault.values()) {
      lot -= fault.weight();
      if (lot < 0) {
        return fault;
      }
    }
    throw new IllegalStateException("weights");
  }

  private void inflict(Fault fault) throws InterruptedException {
    say.accept(fault.description());
    faults.happened(fault.description());
    Instance victim = instances.get(random.nextInt(instances.size()));
    Duration longer = SESSION.plusSeconds(2 + random.nextInt(3));
    switch (fault) {
      case APP_KILLED -> {
        victim.kill();
        pause(0, 3);
        victim.start();
      }
      case APP_STOPPED -> {
        victim.terminate();
        pause(0, 3);
        victim.start();
      }
      case APP_PAUSED -> victim.pause(longer);
      case APP_JOINED -> {
        Instance third = instance();
        third.start();
        pause(4, 10);
        third.terminate();
      }
      case DISK_FULL -> {
        Instance third = instance();
        third.startOnFullDisk();
        pause(4, 10);
        third.discard();
      }
      case BROKER_KILLED -> {
        broker.kill();
        pause(0, 3);
        broker.start();
      }
      case BROKER_PAUSED -> broker.pause(longer);
      case STORE_GONE -> {
        Path away = work.resolve("objects-away");
        move(objects(), away);
        try {
          Thread.sleep(WAIT.plusSeconds(2 + random.nextInt(3)).toMillis());
        } finally {
          move(away, objects());
        }
      }
    }
  }

  private void pause(int least, int most) throws InterruptedException {
    Thread.sleep(1_000L * least + random.nextInt(1_000 * (most - least)));
  }

  private Instance instance() {
    int number = ++started;
    Path settings = write("app-" + number + ".yaml", settings(number));
    return new Instance(
        plan.app(),
        List.of(
            "-Xmx512m",
            "-Dai.djl.offline=true",
            "-D" + TortureApp.FAULTS + "=" + work.resolve("faults"),
            "-D" + TortureApp.SEED + "=" + random.nextLong()),
        work.resolve("app-" + number + ".log"),
        List.of("--config", settings.toString()),
        ends);
  }

  private String settings(int number) {
    String session =
        plan.groupProtocol().equals("streams")
            ? "    group.protocol: streams\n"
            : "    main.consumer.session.timeout.ms: "
                + SESSION.toMillis()
                + "\n    main.consumer.heartbeat.interval.ms: 1000\n";
    return String.join(
        "\n",
        "kafka:",
        "  bootstrapServers: '" + broker.bootstrapServers() + "'",
        "  applicationId: lazaret-torture",
        "  properties:",
        session + "    producer.transaction.timeout.ms: 8000",
        "    max.poll.interval.ms: " + 2 * WAIT.toMillis(),
        "bundles:",
        "  '"
            + Bundle.read(plan.bundle()).manifest().modality()
            + "': '"
            + plan.bundle().toAbsolutePath()
            + "'",
        "device: cpu",
        "limits: {imageBytes: " + IMAGE_BYTES + ", pixels: 1000000}",
        "scorer: {deviceTimeoutSeconds: 6}",
        "objects: {directories: ['" + objects() + "'], timeoutSeconds: 1, tries: 3}",
        "http: {port: 0}",
        "stateDirectory: '" + work.resolve("state-" + number) + "'",
        "");
  }

  /** The incoming topic takes more than the app does: larger ones are to be withheld, not lost. */
  private void createTopics() throws InterruptedException {
    AppConfig config = Settings.parse("torture", settings(0), work, AppConfig.class);
    Map<String, Object> client =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      NewTopic incoming =
          new NewTopic(config.topics().incoming(), Optional.of(PARTITIONS), Optional.empty())
              .configs(
                  Map.of(
                      TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                      Integer.toString(HostileFeed.gigantic(IMAGE_BYTES) + (1 << 20))));
      admin.createTopics(List.of(incoming)).all().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RefusedException("the topics cannot be made: " + cause.getMessage(), e);
    }
    TopicPlan.of(config, PARTITIONS, Optional.empty()).create(config.kafka());
  }

  /** The object store: its files. */
  private Path objects() {
    return work.resolve("objects");
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new RefusedException(from + ": cannot be moved: " + e.getMessage(), e);
    }
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(work.resolve(name), text);
    } catch (IOException e) {
      throw new RefusedException(work + ": cannot be written: " + IoReason.withFile(e), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be removed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    orchestrator.shutdownNow();
    for (Instance instance : instances) {
      instance.discard();
    }
    broker.kill();
  }
}
