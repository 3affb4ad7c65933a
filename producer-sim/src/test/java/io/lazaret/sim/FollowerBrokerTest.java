package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.HttpAddress;
import io.lazaret.cli.OperationsEndpoint;
import io.lazaret.core.RefusedException;
import io.lazaret.sim.AuditReport.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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

/** The law followed live, on a real broker that is stopped and started again. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FollowerBrokerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private TestBroker broker;

  @BeforeAll
  void aBroker(@TempDir Path directory) {
    broker = TestBroker.start(directory.resolve("kafka"));
  }

  @AfterAll
  void close() {
    broker.close();
  }

  @Test
  void aLawfulPipelineHasNoFindings() throws Exception {
    Topics topics = topics("lawful", 3);
    feed(topics, "c", 10);
    try (var following = new Following(topics, FollowStart.beginning());
        OperationsEndpoint endpoint = following.listen()) {
      new LawfulPipeline(broker.bootstrap(), topics).run();
      following.await(state -> state.counts().settled() == 10 && state.lag().size() == 5);

      String metrics = get(endpoint, "/metrics").body();
      assertTrue(metrics.contains("lazaret_audit_inputs_total 10.0\n"), metrics);
      assertTrue(metrics.contains("lazaret_audit_settled_total 10.0\n"), metrics);
      for (Kind kind : Kind.values()) {
        assertTrue(
            metrics.contains("lazaret_audit_findings_total{kind=\"" + kind.code() + "\"} 0.0\n"),
            metrics);
      }
      assertEquals(200, get(endpoint, "/readyz").statusCode());
      assertEquals(0, following.follower.state().broken());
    }
  }

  /**
   * Topics have no order among each other: of an image that was cleared and quarantined too, the
   * second route is one too many, and the first disagrees where it is the wrong one.
   */
  @Test
  void everyBreachIsFoundAsItHappens() throws Exception {
    Topics topics = topics("unlawful", 1);
    var breaches = new HashMap<String, LawBreaking>();
    var expected = new EnumMap<Kind, Long>(Kind.class);
    for (LawBreaking way : LawBreaking.values()) {
      breaches.put("c" + breaches.size(), way);
      expected.merge(way.kind(), 1L, Long::sum);
    }
    var hasty = new FollowPlan(topics, FollowStart.now(), GRACE, 1_000, Duration.ofMillis(300));
    try (var following = new Following(hasty)) {
      following.await(state -> state.trouble().isEmpty());
      feed(topics, "c", LawBreaking.values().length);
      LawBreaking.pipeline(broker.bootstrap(), topics, breaches).run();

      var quarantinedFirst = new EnumMap<>(expected);
      quarantinedFirst.merge(Kind.DISAGREEING, 1L, Long::sum);
      following.await(state -> List.of(expected, quarantinedFirst).contains(stillBroken(state)));
    }
  }

  /** What was found, without what was missing for a while only. */
  private static Map<Kind, Long> stillBroken(FollowState state) {
    var found = new EnumMap<Kind, Long>(state.counts().findings());
    found.put(Kind.MISSING_ROUTE, state.counts().overdueRoutes());
    found.put(Kind.MISSING_VERDICT, state.counts().overdueVerdicts());
    return found;
  }

  @Test
  void whatCameBeforeIsNotJudgedAndPartitionsThatAreNewAre() throws Exception {
    Topics topics = topics("now", 1);
    feed(topics, "before", 3);
    try (var following = new Following(topics, FollowStart.now())) {
      following.await(state -> state.trouble().isEmpty());
      broker.grow(topics.incoming(), 2);
      send(topics.incoming(), 1, "after");
      new LawfulPipeline(broker.bootstrap(), topics).run();

      following.await(
          state -> state.counts().settled() == 1 && state.counts().notJudged() == 2 * 3);
      assertEquals(0, following.follower.state().broken());
    }
  }

  @Test
  void inputsOfTheLastHourAreThoseWhoseTimestampsSaySo() throws Exception {
    Topics topics = topics("since", 1);
    long old = System.currentTimeMillis() - Duration.ofHours(2).toMillis();
    try (var producer = producer(broker)) {
      var unused =
          producer.send(
              new ProducerRecord<>(topics.incoming(), 0, old, "c1".getBytes(UTF_8), new byte[10]));
    }
    send(topics.incoming(), 0, "c2");
    new LawfulPipeline(broker.bootstrap(), topics).run();
    try (var following = new Following(topics, FollowStart.since(Duration.ofHours(1)))) {
      following.await(state -> state.counts().settled() == 1 && state.counts().notJudged() == 2);
      assertEquals(1, following.follower.state().counts().inputs());
    }
  }

  @Test
  void inputsAreHeldBackUntilOutputsSettleSome() throws Exception {
    Topics topics = topics("held", 1);
    feed(topics, "c", 1_200);
    var plan = new FollowPlan(topics, FollowStart.beginning(), GRACE, 100, Duration.ofMillis(300));
    try (var following = new Following(plan)) {
      following.await(FollowState::heldBack);
      assertTrue(following.follower.notReady().orElseThrow().startsWith("held back: "));
      assertTrue(following.follower.state().counts().open() <= 600);
      new LawfulPipeline(broker.bootstrap(), topics).run();

      following.await(state -> state.counts().settled() == 1_200 && !state.heldBack());
      following.await(state -> state.broken() == 0);
    }
  }

  @Test
  void aBrokerThatIsStartedAgainIsGoneOnWith(@TempDir Path directory) throws Exception {
    TestBroker first = TestBroker.start(directory.resolve("kafka"));
    Topics topics = topics(first, "restart", 1);
    send(first, topics.incoming(), 0, "c1");
    try (var following = new Following(first.bootstrap(), plan(topics, FollowStart.beginning()))) {
      following.await(state -> state.counts().open() == 1);
      first.close();
      following.await(state -> state.trouble().isPresent());
      try (var second = first.again()) {
        new LawfulPipeline(second.bootstrap(), topics).run();
        following.await(state -> state.counts().settled() == 1 && state.trouble().isEmpty());

        assertEquals(0, following.follower.state().broken());
      }
    }
  }

  @Test
  void aForgedVerdictOfAnInputFarAwayHidesNoInputWhenOutputsAreLost() throws Exception {
    Topics topics = topics("forged", 1);
    feed(topics, "c", 3);
    new LawfulPipeline(broker.bootstrap(), topics).run();
    send(topics.incoming(), 0, "c3");
    forgeVerdict(topics, 1_000_000_000_000L);
    var plan = new FollowPlan(topics, FollowStart.beginning(), GRACE, 1_000, GRACE);
    try (var following = new Following(plan)) {
      following.await(state -> state.counts().settled() == 3 && state.counts().open() == 1);
      broker.makeAnew(topics.cleared());
      following.await(state -> state.counts().givenUp() == 1);
      feed(topics, "d", 2);
      new LawfulPipeline(broker.bootstrap(), topics).run();

      following.await(
          state ->
              state.counts().settled() == 3 + 2
                  && state.counts().findings().get(Kind.FOREIGN_VERDICT) == 1);
      assertEquals(1, following.follower.state().broken());
    }
  }

  /** A verdict of an input that is not there. */
  private void forgeVerdict(Topics topics, long offset) {
    var none = new ConsumerRecord<>(topics.incoming(), 0, offset, "c".getBytes(UTF_8), new byte[0]);
    try (var producer = producer(broker)) {
      var unused =
          producer.send(
              new ProducerRecord<>(topics.verdicts(), LawfulPipeline.judge(none).toJson()));
    }
  }

  @Test
  void aMissingTopicIsRefused() {
    var follower =
        new Follower(
            Connection.to(broker.bootstrap()), plan(Topics.DEFAULT, FollowStart.beginning()));

    var refusal = assertThrows(RefusedException.class, follower::run);

    assertTrue(refusal.getMessage().contains("no topic "), refusal.getMessage());
  }

  /** A follower in a thread of its own. */
  private final class Following implements AutoCloseable {
    private final Follower follower;
    private final Topics topics;
    private final Thread thread;

    Following(Topics topics, FollowStart start) {
      this(plan(topics, start));
    }

    Following(FollowPlan plan) {
      this(broker.bootstrap(), plan);
    }

    Following(String bootstrap, FollowPlan plan) {
      topics = plan.topics();
      follower = new Follower(Connection.to(bootstrap), plan);
      thread = new Thread(follower::run, "follower");
      thread.start();
    }

    OperationsEndpoint listen() {
      return FollowService.listen(follower, topics, new HttpAddress("127.0.0.1", 0, "--http-"));
    }

    void await(Predicate<FollowState> reached) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!reached.test(follower.state())) {
        assertTrue(System.nanoTime() < end, () -> "still " + follower.state());
        Thread.sleep(20);
      }
    }

    @Override
    public void close() {
      assertTrue(follower.stop(PATIENCE));
    }
  }

  private static FollowPlan plan(Topics topics, FollowStart start) {
    return new FollowPlan(topics, start, Duration.ofMinutes(5), 1_000, Duration.ofMillis(300));
  }

  private Topics topics(String prefix, int partitions) throws Exception {
    return topics(broker, prefix, partitions);
  }

  private static Topics topics(TestBroker broker, String prefix, int partitions) throws Exception {
    var topics =
        new Topics(
            prefix + ".incoming",
            prefix + ".cleared",
            prefix + ".quarantined",
            prefix + ".rejected",
            prefix + ".verdicts");
    broker.create(partitions, topics.incoming());
    broker.create(1, topics.outputs().toArray(String[]::new));
    return topics;
  }

  private void feed(Topics topics, String prefix, int images) {
    try (var producer = producer(broker)) {
      for (int image = 0; image < images; image++) {
        var unused = producer.send(record(topics.incoming(), null, prefix + image));
      }
    }
  }

  private void send(String topic, int partition, String id) {
    send(broker, topic, partition, id);
  }

  private static void send(TestBroker broker, String topic, int partition, String id) {
    try (var producer = producer(broker)) {
      var unused = producer.send(record(topic, partition, id));
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, Integer partition, String id) {
    return new ProducerRecord<>(topic, partition, id.getBytes(UTF_8), new byte[10]);
  }

  private static KafkaProducer<byte[], byte[]> producer(TestBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class));
  }

  private static HttpResponse<String> get(OperationsEndpoint endpoint, String path)
      throws Exception {
    var uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
