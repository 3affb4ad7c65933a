package io.lazaret.demo.torture;

import com.github.dockerjava.api.DockerClient;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Apache Kafka's own image under Docker; killed and paused by Docker. */
final class BrokerContainer implements Broker, AutoCloseable {
  private static final String IMAGE = "apache/kafka:4.3.1";

  private final DockerClient docker = DockerClientFactory.instance().client();
  private final int port = freePort();
  private final KafkaContainer container = new KafkaContainer(IMAGE);

  BrokerContainer() {
    // A port of its own, or Docker gives it another one each time that it starts.
    container.setPortBindings(List.of(port + ":9092"));
    container
        .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "2000")
        .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500")
        .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
        .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "500")
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
  }

  @Override
  public String bootstrapServers() {
    return container.getHost() + ":" + port;
  }

  @Override
  public void start() throws InterruptedException {
    if (container.getContainerId() == null) {
      container.start();
    } else {
      docker.startContainerCmd(container.getContainerId()).exec();
    }
    if (!Brokers.answer(bootstrapServers(), 1, this::isRunning)) {
      throw new IllegalStateException("the broker did not start: " + container.getLogs());
    }
  }

  @Override
  public void kill() throws InterruptedException {
    if (container.getContainerId() == null || !isRunning()) {
      return;
    }
    docker.killContainerCmd(container.getContainerId()).exec();
    while (isRunning()) {
      Thread.sleep(20);
    }
  }

  @Override
  public void pause(Duration length) throws InterruptedException {
    docker.pauseContainerCmd(container.getContainerId()).exec();
    try {
      Thread.sleep(length.toMillis());
    } finally {
      docker.unpauseContainerCmd(container.getContainerId()).exec();
    }
  }

  private boolean isRunning() {
    return Boolean.TRUE.equals(
        docker.inspectContainerCmd(container.getContainerId()).exec().getState().getRunning());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new RefusedException("no free port: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
