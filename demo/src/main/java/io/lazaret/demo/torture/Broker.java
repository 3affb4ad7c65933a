package io.lazaret.demo.torture;

import io.lazaret.core.RefusedException;
import io.lazaret.kafka.BrokerCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The cluster, in a process of its own that can be killed, and comes back with its data. */
final class Broker {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ASK_MILLIS = 2_000;

  private final int nodes;
  private final int port;
  private final Path data;
  private final Path log;
  private JavaProcess process;

  Broker(int nodes, Path work) {
    this.nodes = nodes;
    this.port = freePorts();
    this.data = work.resolve("kafka");
    this.log = work.resolve("broker.log");
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Starts it; returns when all of its nodes answer. */
  void start() throws InterruptedException {
    process =
        JavaProcess.start(
            BrokerCommand.class,
            List.of("-Xmx512m"),
            log,
            List.of(
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--nodes",
                Integer.toString(nodes)));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new RefusedException("the broker did not start; its log is " + log);
      }
      Thread.sleep(200);
    }
  }

  void kill() throws InterruptedException {
    if (process != null) {
      process.kill();
    }
  }

  void pause(Duration length) throws InterruptedException {
    process.pause();
    try {
      Thread.sleep(length.toMillis());
    } finally {
      process.resume();
    }
  }

  private boolean answers() throws InterruptedException {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ASK_MILLIS,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ASK_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().nodes().get(ASK_MILLIS, TimeUnit.MILLISECONDS).size() == nodes;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** A port that was free a moment ago; the other nodes take those after it. */
  private static int freePorts() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new RefusedException("no free port: " + e.getMessage(), e);
    }
  }
}
