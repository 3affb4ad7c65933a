package io.lazaret.demo.torture;

import io.lazaret.core.RefusedException;
import io.lazaret.kafka.BrokerCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The cluster in a process of its own, which can be killed, and comes back with its data. */
final class BrokerProcess implements Broker {
  private final int nodes;
  private final int port;
  private final Path data;
  private final Path log;
  private @Nullable JavaProcess process;

  BrokerProcess(int nodes, Path work) {
    this.nodes = nodes;
    this.port = freePorts();
    this.data = work.resolve("kafka");
    this.log = work.resolve("broker.log");
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void start() throws InterruptedException {
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
    if (!Brokers.answer(bootstrapServers(), nodes, process::isAlive)) {
      throw new RefusedException("the broker did not start; its log is " + log);
    }
  }

  @Override
  public void kill() throws InterruptedException {
    if (process != null) {
      process.kill();
    }
  }

  @Override
  public void pause(Duration length) throws InterruptedException {
    JavaProcess paused = Objects.requireNonNull(process, "not started");
    paused.pause();
    try {
      Thread.sleep(length.toMillis());
    } finally {
      paused.resume();
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
