package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.lazaret.lab.study.PhantomCorpus;
import io.lazaret.sim.Audit;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
import io.lazaret.sim.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/** The image as it would run in a cluster, beside Apache Kafka's own image. */
@Tag("peers")
class ContainerImageTest {
  private static final long MEMORY = 3L << 30;
  private static final int IMAGES = 120;

  private static final String SETTINGS =
      """
      kafka: {bootstrapServers: 'kafka:19092'}
      bundles: {xray-phantom: /bundles/xray-phantom}
      limits: {imageBytes: 1000000, pixels: 4000000}
      http: {host: 0.0.0.0}
      stateDirectory: /tmp/state
      """;

  @Test
  void theImageKeepsTheLawReadOnlyWithoutRightsAndWithinItsMemory(@TempDir Path work)
      throws IOException {
    String image = "lazaret:" + VersionsTest.projectVersion();
    DockerClient docker = docker(image);
    PhantomCorpus phantoms =
        new PhantomCorpus(
            Peers.HOME.resolve("bundles/xray-phantom"), IMAGES, 0.3, "PGD", 4, 7, "cpu");
    Path settings = Files.writeString(work.resolve("app.yaml"), SETTINGS);
    settings.toFile().setReadable(true, false);
    work.toFile().setExecutable(true, false);
    try (Network network = Network.newNetwork();
        KafkaContainer kafka =
            new KafkaContainer("apache/kafka:4.3.1")
                .withListener("kafka:19092")
                .withNetwork(network)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")) {
      kafka.start();
      try (GenericContainer<?> topics = container(image, network, settings, "topics", "create")) {
        topics.withStartupCheckStrategy(new OneShotStartupCheckStrategy()).start();
      }
      try (GenericContainer<?> app = container(image, network, settings, "app")) {
        app.withExposedPorts(8080)
            .waitingFor(Wait.forHttp("/readyz").withStartupTimeout(Duration.ofMinutes(3)))
            .start();
        Replay.run(
            phantoms.write(work.resolve("corpus"), done -> {}),
            ReplayPlan.once("ward", 7),
            new Replay.Target(kafka.getBootstrapServers(), "images.incoming", "truth"),
            sent -> {});

        AuditReport audit =
            Audit.run(kafka.getBootstrapServers(), Topics.DEFAULT, Duration.ofSeconds(60));

        assertTrue(audit.lawKept(), audit::toText);
        assertTrue(audit.inputs() >= IMAGES, audit::toText);
        assertEquals(700L << 20, heap(app), "the heap that was asked for");
        docker.stopContainerCmd(app.getContainerId()).withTimeout(30).exec();
        var ended = docker.inspectContainerCmd(app.getContainerId()).exec();
        assertEquals(0L, ended.getState().getExitCodeLong(), app::getLogs);
        assertEquals("10001:10001", ended.getConfig().getUser());
      }
    }
  }

  /** Skips where there is no Docker, or where the image was not built: both take their time. */
  private static DockerClient docker(String image) {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker answers");
    DockerClient docker = DockerClientFactory.instance().client();
    boolean built;
    try {
      docker.inspectImageCmd(image).exec();
      built = true;
    } catch (NotFoundException e) {
      built = false;
    }
    assumeTrue(built, "there is no image " + image + "; docs/operations.md says how to build it");
    return docker;
  }

  private static GenericContainer<?> container(
      String image, Network network, Path settings, String... command) {
    String[] line = Arrays.copyOf(command, command.length + 2);
    line[command.length] = "--config";
    line[command.length + 1] = "/etc/lazaret/app.yaml";
    return new GenericContainer<>(image)
        .withNetwork(network)
        .withFileSystemBind(
            Peers.HOME.resolve("bundles").toString(), "/bundles", BindMode.READ_ONLY)
        .withFileSystemBind(settings.toString(), "/etc/lazaret/app.yaml", BindMode.READ_ONLY)
        .withTmpFs(Map.of("/tmp", "rw,exec,mode=1777"))
        .withCreateContainerCmdModifier(each -> restrict(each.getHostConfig()))
        .withEnv("JDK_JAVA_OPTIONS", "-Xmx700m")
        .withCommand(line);
  }

  /** The most that its heap may be, in bytes, as its own metrics say. */
  private static long heap(GenericContainer<?> app) throws IOException {
    URI metrics =
        URI.create("http://" + app.getHost() + ":" + app.getMappedPort(8080) + "/metrics");
    try (InputStream text = metrics.toURL().openStream()) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("jvm_memory_max_bytes{area=\"heap\""))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .filter(bytes -> bytes > 0)
          .max()
          .orElseThrow();
    }
  }

  private static void restrict(HostConfig host) {
    host.withReadonlyRootfs(true)
        .withMemory(MEMORY)
        .withMemorySwap(MEMORY)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"));
  }
}
