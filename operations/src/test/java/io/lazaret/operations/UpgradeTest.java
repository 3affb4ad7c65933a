package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import io.lazaret.lab.study.PhantomCorpus;
import io.lazaret.sim.Audit;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of an earlier build are replaced by this one under a feed, and go back again, as
 * docs/operations.md says. Every build's auditor finds the law kept.
 */
@Tag("peers")
class UpgradeTest {
  /** Of the same topology; the last release, once there is one. */
  private static final String EARLIER = "7ba8c8c168";

  /** Without campaigns, and so of another topology. */
  private static final String OTHER_TOPOLOGY = "0f54d82e10";

  private static final Path BUNDLE = Peers.HOME.resolve("bundles/xray-phantom");
  private static final int PHANTOMS = 40;
  private static final int AT_LEAST = 60;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path work;

  @Test
  void processesAreReplacedOneAfterTheOtherAndBack() throws Exception {
    Build earlier = Build.of(EARLIER, work);
    try (Ward ward = new Ward(earlier)) {
      for (Build next : List.of(Build.ofThis(), earlier)) {
        for (int i = 0; i < 2; i++) {
          ward.awaitVerdicts(i);
          ward.stop(i);
          ward.start(i, next);
        }
      }
      ward.awaitVerdicts(0);
      ward.awaitVerdicts(1);
      ward.assertLaw(earlier);
      assertEquals(
          1,
          ward.campaigns().stream()
              .filter(event -> event.kind() == CampaignEvent.Kind.OPENED)
              .count(),
          "one feed is attacked, all the time: " + ward.campaigns());
    }
  }

  @Test
  void whereTheTopologyChangesAllStopFirst() throws Exception {
    Build earlier = Build.of(OTHER_TOPOLOGY, work);
    try (Ward ward = new Ward(earlier)) {
      for (Build next : List.of(Build.ofThis(), earlier)) {
        ward.awaitVerdicts(0);
        ward.awaitVerdicts(1);
        ward.stop(0);
        ward.stop(1);
        next.createTopics(ward.settings.get(0), work.resolve("topics.log"));
        ward.start(0, next);
        ward.start(1, next);
      }
      ward.awaitVerdicts(0);
      ward.awaitVerdicts(1);
      ward.assertLaw(earlier);
    }
  }

  /** A broker, feeds, and two processes that share the work. */
  private final class Ward implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Path> settings = new ArrayList<>();
    private final Process[] apps = new Process[2];
    private final List<Process> feeds = new ArrayList<>();

    Ward(Build first) throws IOException, InterruptedException {
      new PhantomCorpus(BUNDLE, PHANTOMS, 0.5, "PGD", 4, 7, "cpu")
          .write(work.resolve("corpus"), done -> {});
      kafka = EmbeddedKafka.start(ClusterPlan.in(work.resolve("kafka")));
      for (int i = 0; i < apps.length; i++) {
        int port = LiveSystem.freePort();
        ports.add(port);
        settings.add(
            Files.writeString(
                work.resolve("app-" + i + ".yaml"),
                """
                kafka: {bootstrapServers: '%s'}
                bundles: {xray-phantom: '%s'}
                limits: {imageBytes: 1000000, pixels: 4000000}
                http: {port: %d}
                stateDirectory: '%s'
                """
                    .formatted(
                        kafka.bootstrapServers(), BUNDLE, port, work.resolve("state-" + i))));
      }
      first.createTopics(settings.get(0), work.resolve("topics.log"));
      start(0, first);
      start(1, first);
      feed();
    }

    /** Starts a build in a place that is free, and waits until it is ready. */
    void start(int place, Build build) throws IOException, InterruptedException {
      apps[place] = build.startApp(settings.get(place), log(place));
      await(place, "readiness of " + build.name(), () -> get(place, "/readyz").statusCode() == 200);
    }

    /** Tells a process to stop; what it has not committed is for the others. */
    void stop(int place) throws IOException, InterruptedException {
      apps[place].toHandle().destroy();
      assertTrue(apps[place].waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it stops when told to");
      assertEquals(0, apps[place].exitValue(), Files.readString(log(place)));
    }

    /** Waits until the process in a place has judged its share. */
    void awaitVerdicts(int place) throws IOException, InterruptedException {
      await(place, "verdicts", () -> verdicts(get(place, "/metrics").body()) >= AT_LEAST);
    }

    /** One feed that is attacked, and one of clean and broken images. */
    private void feed() throws IOException {
      feed("clinic", "--attacked", "0.6", "--rate", "20");
      feed("ward", "--attacked", "0", "--malformed", "0.1", "--rate", "30");
    }

    private void feed(String name, String... more) throws IOException {
      feeds.add(
          Programs.feed(
              work.resolve(name + ".log"),
              kafka.bootstrapServers(),
              work.resolve("corpus"),
              name,
              more));
    }

    /** Ends the feeds; then both builds' auditors look. */
    void assertLaw(Build earlier) throws IOException, InterruptedException {
      for (Process feed : feeds) {
        feed.toHandle().destroy();
        feed.waitFor();
      }
      AuditReport audit = Audit.run(kafka.bootstrapServers(), Topics.DEFAULT, LIMIT);
      assertTrue(audit.lawKept(), audit::toText);
      assertTrue(audit.inputs() >= 6 * AT_LEAST, audit::toText);
      Path log = work.resolve("audit.log");
      assertTrue(earlier.lawKept(kafka.bootstrapServers(), log), Files.readString(log));
    }

    List<CampaignEvent> campaigns() {
      List<CampaignEvent> events = new ArrayList<>();
      Map<String, Object> reader =
          Map.of(
              "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(reader, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        List<TopicPartition> partitions =
            consumer.partitionsFor("campaigns").stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
          consumer
              .poll(Duration.ofMillis(200))
              .forEach(found -> events.add(CampaignEvent.parse(found.value())));
        }
      }
      return events;
    }

    private void await(int place, String what, Condition condition)
        throws IOException, InterruptedException {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < end && apps[place].isAlive()) {
        try {
          if (condition.holds()) {
            return;
          }
        } catch (IOException e) {
          // It does not listen yet.
        }
        Thread.sleep(100);
      }
      throw new AssertionError("no " + what + " in " + place + "\n" + Files.readString(log(place)));
    }

    private HttpResponse<String> get(int place, String path)
        throws IOException, InterruptedException {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(place) + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }

    private Path log(int place) {
      return work.resolve("app-" + place + ".log");
    }

    @Override
    public void close() {
      feeds.forEach(Process::destroyForcibly);
      for (Process app : apps) {
        if (app != null) {
          app.destroyForcibly();
        }
      }
      kafka.close();
    }
  }

  /** Something that comes about after a while. */
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static double verdicts(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("lazaret_verdicts_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
