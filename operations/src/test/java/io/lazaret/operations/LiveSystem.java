package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.app.App;
import io.lazaret.app.BundleAssessors;
import io.lazaret.app.TopicsCommand;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.rollout.BundleCommand;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import io.lazaret.lab.study.PhantomCorpus;
import io.lazaret.sim.AuditCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real app on a real broker with the bundle that ships, an auditor that follows it, and feeds
 * that bring about all that there are metrics for: attacked, malformed and unknown images, images
 * in a store, a candidate in the shadow.
 */
final class LiveSystem implements AutoCloseable {
  private static final Path BUNDLE = Peers.HOME.resolve("bundles/xray-phantom");
  private static final int PHANTOMS = 40;

  private final Path work;
  private final EmbeddedKafka kafka;
  private final App app;
  private final int auditorPort = freePort();
  private final List<Process> processes = new ArrayList<>();

  private LiveSystem(Path work) throws IOException, InterruptedException {
    this.work = work;
    Path store = Files.createDirectories(work.resolve("store"));
    copy(BUNDLE, work.resolve("rollouts/candidate"));
    new PhantomCorpus(BUNDLE, PHANTOMS, 0.5, "PGD", 4, 7, "cpu")
        .write(work.resolve("corpus"), done -> {});
    kafka = EmbeddedKafka.start(ClusterPlan.in(work.resolve("kafka")));
    Path settings = Files.writeString(work.resolve("app.yaml"), settings(store));
    run(new TopicsCommand(), "create", "--config", settings.toString(), "--partitions", "2");
    app = App.start(Settings.read(settings, AppConfig.class), new BundleAssessors());
    run(new BundleCommand(), "shadow", "--config", settings.toString(), "candidate");
    processes.add(
        Programs.start(
            Programs.classPath(),
            work.resolve("audit.log"),
            "256m",
            AuditCommand.class.getName(),
            List.of(
                "--follow",
                "--bootstrap",
                kafka.bootstrapServers(),
                "--http-port",
                Integer.toString(auditorPort))));
    feed("ward", "--attacked", "0.05", "--rate", "20");
    feed("clinic", "--attacked", "0.4", "--malformed", "0.1", "--rate", "10");
    feed(
        "archive",
        "--malformed",
        "0.3",
        "--rate",
        "5",
        "--store",
        store.toUri().toString(),
        "--inline-bytes",
        "0");
  }

  /** Starts everything; images are judged soon. */
  static LiveSystem start(Path work) throws IOException, InterruptedException {
    return new LiveSystem(work);
  }

  /** What Prometheus is to scrape: the app, and the auditor. */
  List<Integer> ports() {
    return List.of(app.httpPort(), auditorPort);
  }

  /** What the app shows. */
  String metrics() {
    return app.metrics();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    app.close();
    kafka.close();
  }

  private String settings(Path store) {
    return """
    kafka: {bootstrapServers: '%s'}
    bundles: {xray-phantom: '%s'}
    rollout: {directory: '%s'}
    falsePositiveRate: 0.05
    limits: {imageBytes: 1000000, pixels: 4000000}
    objects: {directories: ['%s'], tries: 2, timeoutSeconds: 2}
    http: {port: 0}
    stateDirectory: '%s'
    """
        .formatted(
            kafka.bootstrapServers(),
            BUNDLE,
            work.resolve("rollouts"),
            store,
            work.resolve("state"));
  }

  private void feed(String name, String... more) throws IOException {
    processes.add(
        Programs.feed(
            work.resolve(name + ".log"),
            kafka.bootstrapServers(),
            work.resolve("corpus"),
            name,
            more));
  }

  private static void run(Object command, String... arguments) {
    assertEquals(0, CommandLines.run(command, arguments));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
