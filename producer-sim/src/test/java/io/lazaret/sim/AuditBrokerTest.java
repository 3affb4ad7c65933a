package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.core.wire.VerdictEvent;
import io.lazaret.sim.AuditReport.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The audit and the score of an exercise, read from a real broker. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditBrokerTest {
  private static final Duration SOON = Duration.ofMillis(500);

  private TestBroker broker;

  /** 100 images on three partitions: 66 clean, 30 attacked, 4 malformed. */
  @BeforeAll
  void aBrokerWithOneReplay(@TempDir Path directory) throws Exception {
    broker = TestBroker.start(directory.resolve("kafka"));
    Corpus corpus = SmallCorpus.write(directory.resolve("corpus"), 70, 30, 5_000);
    broker.create(3, "images.incoming", "simulation.truth");
    var plan =
        new ReplayPlan(
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            0.04,
            11,
            "ward-7",
            false);
    var target = new Replay.Target(broker.bootstrap(), "images.incoming", TruthEvent.TOPIC);
    Replay.run(corpus, plan, target, progress -> {});
  }

  @AfterAll
  void close() {
    broker.close();
  }

  @Test
  void aLawfulServicePassesTheAuditAndScores(@TempDir Path reports) throws Exception {
    Topics topics = topics("lawful");
    new LawfulPipeline(broker.bootstrap(), topics).run();

    AuditReport report = Audit.run(broker.bootstrap(), topics, SOON);

    assertEquals(new AuditReport(100, 66, 30, 4, 100, 0, 0, List.of()), report);
    Path file = reports.resolve("score.json");
    var out = new StringWriter();
    int status =
        new CommandLine(new SimCommand())
            .setOut(new PrintWriter(out))
            .execute(
                "score",
                "--bootstrap=" + broker.bootstrap(),
                "--verdicts-topic=" + topics.verdicts(),
                "--timeout=0",
                "--report=" + file);
    assertEquals(0, status);
    assertTrue(out.toString().contains("attacked and caught        30 of 30"), out.toString());
    assertTrue(Files.readString(file).contains("\"falseAlarms\""));
  }

  @Test
  void everyBreachIsFoundByItsNameAndItsPlace() throws Exception {
    Topics topics = topics("unlawful");
    var breaches = new HashMap<String, LawBreaking>();
    var places = new EnumMap<LawBreaking, String>(LawBreaking.class);
    Iterator<LawBreaking> ways = List.of(LawBreaking.values()).iterator();
    for (ConsumerRecord<byte[], byte[]> input : read("images.incoming")) {
      VerdictEvent verdict = LawfulPipeline.judge(input);
      if (verdict.outcome() == Verdict.Outcome.CLEAR && ways.hasNext()) {
        LawBreaking way = ways.next();
        breaches.put(verdict.imageId(), way);
        places.put(way, verdict.source().toString());
      }
    }
    LawBreaking.pipeline(broker.bootstrap(), topics, breaches).run();

    AuditReport report = Audit.run(broker.bootstrap(), topics, SOON);

    assertFalse(report.lawKept());
    for (Kind kind : Kind.values()) {
      Set<LawBreaking> expected =
          places.keySet().stream().filter(way -> way.kind() == kind).collect(Collectors.toSet());
      assertEquals(expected.size(), report.count(kind), report::toText);
      expected.stream()
          .filter(way -> !way.isForgery())
          .forEach(way -> assertNames(report, kind, places.get(way)));
    }
  }

  @Test
  void theAuditWaitsForAServiceThatIsStillAtWork() throws Exception {
    Topics topics = topics("late");
    var service =
        new Thread(
            () -> {
              pause(1_000);
              new LawfulPipeline(broker.bootstrap(), topics).run();
            });
    service.start();

    AuditReport report = Audit.run(broker.bootstrap(), topics, Duration.ofSeconds(20));

    service.join();
    assertTrue(report.lawKept(), report::toText);
  }

  @Test
  void aServiceThatDidNothingBreaksTheLaw(@TempDir Path reports) throws Exception {
    Topics topics = topics("idle");
    Path file = reports.resolve("audit.json");
    var out = new StringWriter();

    int status =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(out))
            .execute(
                "--bootstrap=" + broker.bootstrap(),
                "--timeout=0",
                "--cleared-topic=" + topics.cleared(),
                "--quarantined-topic=" + topics.quarantined(),
                "--rejected-topic=" + topics.rejected(),
                "--verdicts-topic=" + topics.verdicts(),
                "--report=" + file);

    assertEquals(1, status);
    assertTrue(out.toString().contains("100 inputs without a route"), out.toString());
    assertTrue(Files.readString(file).contains("\"lawKept\" : false"));
  }

  @Test
  void aMissingTopicIsRefused() {
    var refusal =
        assertThrows(
            RefusedException.class,
            () -> Audit.run(broker.bootstrap(), Topics.DEFAULT, Duration.ZERO));

    assertTrue(refusal.getMessage().contains("no topic "), refusal.getMessage());
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    var refusal =
        assertThrows(
            RefusedException.class, () -> Audit.run("nowhere", Topics.DEFAULT, Duration.ZERO));

    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void whatAFeedTookBackIsNoInput() throws Exception {
    Topics topics = topics("taken-back", "taken-back.incoming");
    broker.create(1, topics.incoming());
    try (var feed = new KafkaProducer<byte[], byte[]>(transactional())) {
      feed.initTransactions();
      for (String id : List.of("c1", "c2", "c3")) {
        feed.beginTransaction();
        feed.send(new ProducerRecord<>(topics.incoming(), id.getBytes(UTF_8), new byte[10]));
        feed.flush();
        if (id.equals("c2")) {
          feed.abortTransaction();
        } else {
          feed.commitTransaction();
        }
      }
    }
    new LawfulPipeline(broker.bootstrap(), topics).run();

    assertEquals(
        new AuditReport(2, 2, 0, 0, 2, 0, 0, List.of()),
        Audit.run(broker.bootstrap(), topics, SOON));
  }

  private static void assertNames(AuditReport report, Kind kind, String place) {
    assertTrue(
        report.findings().stream()
            .filter(finding -> finding.kind() == kind)
            .flatMap(finding -> finding.examples().stream())
            .anyMatch(example -> example.equals(place) || example.startsWith(place + ":")),
        () -> place + " is not among\n" + report.toText());
  }

  private Topics topics(String prefix) throws Exception {
    return topics(prefix, "images.incoming");
  }

  private Topics topics(String prefix, String incoming) throws Exception {
    var topics =
        new Topics(
            incoming,
            prefix + ".cleared",
            prefix + ".quarantined",
            prefix + ".rejected",
            prefix + ".verdicts");
    broker.create(1, topics.outputs().toArray(String[]::new));
    return topics;
  }

  private Map<String, Object> transactional() {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrap(),
        "key.serializer",
        ByteArraySerializer.class,
        "value.serializer",
        ByteArraySerializer.class,
        "transactional.id",
        "feed");
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var reader = new TopicReader(Connection.to(broker.bootstrap()), List.of(topic))) {
      reader.readTo(reader.ends(), records::add);
    }
    return records;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
