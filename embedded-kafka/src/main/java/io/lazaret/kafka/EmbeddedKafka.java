package io.lazaret.kafka;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka of one or more KRaft nodes inside this JVM: the very broker that people run, with
 * transactions and groups, listening on the loopback interface. Topics are not created by
 * themselves. Close it to stop all nodes; the data stays.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final String bootstrapServers;
  private final List<KafkaRaftServer> nodes;

  private EmbeddedKafka(String bootstrapServers, List<KafkaRaftServer> nodes) {
    this.bootstrapServers = bootstrapServers;
    this.nodes = nodes;
  }

  /** Starts one node on a free port; returns once it serves. */
  public static EmbeddedKafka start(Path directory) {
    return start(ClusterPlan.in(directory));
  }

  /**
   * Starts a cluster; returns once it serves.
   *
   * @throws RefusedException when a given port is in use, or the directory cannot be used
   * @throws IllegalStateException when a node cannot start
   */
  public static EmbeddedKafka start(ClusterPlan plan) {
    if (plan.directory().toAbsolutePath().toString().indexOf(',') >= 0) {
      throw new RefusedException(
          plan.directory() + ": Kafka takes a comma for the end of a name; give another directory");
    }
    int count = plan.nodes();
    List<Integer> ports = Ports.free(2 * count);
    NodeSettings settings =
        new NodeSettings(
            plan.firstPort().isPresent()
                ? Ports.from(plan.firstPort().getAsInt(), count)
                : ports.subList(0, count),
            ports.subList(count, 2 * count));
    String cluster = clusterId(plan.directory());
    List<KafkaRaftServer> nodes = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      Path directory = plan.directory().resolve("node-" + id);
      format(directory, id, cluster);
      Properties properties = settings.of(id, directory, plan.overrides());
      nodes.add(new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM));
    }
    EmbeddedKafka kafka = new EmbeddedKafka(settings.bootstrapServers(), List.copyOf(nodes));
    kafka.startUp();
    return kafka;
  }

  /** Where clients connect: {@code 127.0.0.1:port}, separated by commas. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Stops one node in order.
   *
   * @param index from 0
   */
  public void stopNode(int index) {
    stop(nodes.get(index));
  }

  /** Stops all nodes in order. */
  @Override
  public void close() {
    onEveryNode(EmbeddedKafka::stop);
  }

  private void startUp() {
    Queue<Throwable> failures = onEveryNode(KafkaRaftServer::startup);
    if (!failures.isEmpty()) {
      close();
      throw new IllegalStateException("a Kafka node cannot start", failures.peek());
    }
  }

  /** A node waits for the quorum when it starts and for its peers when it stops: all at once. */
  private Queue<Throwable> onEveryNode(Consumer<KafkaRaftServer> action) {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (KafkaRaftServer node : nodes) {
      Thread thread = new Thread(() -> action.accept(node), "embedded-kafka");
      thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(e);
      }
    }
    return failures;
  }

  private static void stop(KafkaRaftServer node) {
    node.shutdown();
    node.awaitShutdown();
  }

  private static String clusterId(Path directory) {
    Path file = directory.resolve("cluster.id");
    try {
      Files.createDirectories(directory);
      if (!Files.exists(file)) {
        Files.writeString(file, Uuid.randomUuid().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new RefusedException(
          directory + ": cannot hold Kafka's data: " + e + "; give a directory to write in", e);
    }
  }

  private static void format(Path directory, int id, String cluster) {
    requireUnlocked(directory);
    try {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
          .setNodeId(id)
          .setClusterId(cluster)
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName(NodeSettings.CONTROLLER)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw new RefusedException(directory + ": cannot be formatted: " + e.getMessage(), e);
    }
  }

  /** A node locks its directory; without this look, a second one would fail with a stack trace. */
  private static void requireUnlocked(Path directory) {
    Path file = directory.resolve(".lock");
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new OverlappingFileLockException();
      }
    } catch (OverlappingFileLockException e) {
      throw new RefusedException(
          directory + ": another broker uses this directory; stop it or give another", e);
    } catch (IOException e) {
      throw new RefusedException(directory + ": cannot be used: " + e.getMessage(), e);
    }
  }
}
