package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the law from the topics alone until it is stopped. A broker that is away is waited for;
 * nothing is called missing that could not be read.
 */
final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final long LOOK = Duration.ofSeconds(1).toNanos();
  private static final long PAUSE_MILLIS = 500;

  private final Connection kafka;
  private final FollowPlan plan;
  private final FindingLog log = new FindingLog(LOG::warn, System.nanoTime());
  private final FollowingLedger ledger;
  private final Map<String, Long> skipped = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile FollowState state;
  private volatile @Nullable FollowingReader reader;
  private Instant lastRead = Instant.EPOCH;
  private long lookedAt;
  private long refreshedAt;
  private long outputsRead;
  private long inputsRead;

  Follower(Connection kafka, FollowPlan plan) {
    this.kafka = kafka;
    this.plan = plan;
    ledger = new FollowingLedger(plan.topics(), plan.bounds(), plan.grace(), new LawBreaks(log));
    state =
        new FollowState(
            ledger.counts(),
            0,
            Map.of(),
            Map.of(),
            lastRead,
            false,
            Optional.of("waiting for Kafka at " + kafka));
  }

  /** How it stands; for any thread. */
  FollowState state() {
    return state;
  }

  /** Why the law is not followed now, or empty; for any thread. */
  Optional<String> notReady() {
    FollowState now = state;
    return now.heldBack() && now.trouble().isEmpty()
        ? Optional.of(
            "held back: "
                + now.counts().open()
                + " inputs are open, "
                + now.counts().early()
                + " outputs wait for their inputs")
        : now.trouble();
  }

  /**
   * Follows until {@link #stop}.
   *
   * @throws RefusedException when a topic is missing at the start, or Kafka does not let us in
   */
  void run() {
    try {
      awaitTopics();
      if (!isStopping()) {
        reader = new FollowingReader(kafka, plan);
        follow();
      }
    } finally {
      log.flush();
      close();
      stopped.countDown();
    }
  }

  /**
   * Ends the following; for another thread.
   *
   * @return whether it has ended within the time
   */
  boolean stop(Duration timeout) {
    stopping.countDown();
    FollowingReader reading = reader;
    if (reading != null) {
      reading.wakeUp();
    }
    try {
      return stopped.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitTopics() {
    while (!isStopping()) {
      try {
        Cluster.requireTopics(kafka, plan.topics().all());
        return;
      } catch (Cluster.NoAnswerException e) {
        trouble(String.valueOf(e.getMessage()));
        pause();
      }
    }
  }

  private void follow() {
    boolean begun = false;
    while (!isStopping()) {
      try {
        if (!begun) {
          begin();
          begun = true;
        }
        step();
      } catch (WakeupException | InterruptException e) {
        // Whoever wakes it has it stop.
        stopping.countDown();
      } catch (OffsetOutOfRangeException e) {
        skip(e.offsetOutOfRangePartitions());
      } catch (KafkaException | RefusedException e) {
        trouble(e);
      }
    }
  }

  private void begin() {
    long now = System.nanoTime();
    reader().begin(plan.start()).forEach(ledger::follow);
    refreshedAt = now;
    outputsRead = now;
    inputsRead = now;
    lookedAt = now - LOOK;
    LOG.info("following the law at {}", kafka);
  }

  private void step() {
    long now = System.nanoTime();
    if (now - refreshedAt >= plan.refresh().toNanos()) {
      reader().refresh().forEach(ledger::follow);
      refreshedAt = now;
    }
    if (now - lookedAt >= LOOK) {
      ledger.expire(outputsRead, inputsRead);
      reader().look();
      lookedAt = now;
      lastRead = Instant.now();
      ledger.expireBehind(reader().inputEnds(), lastKnown());
    }
    reader()
        .admit(
            each ->
                reader().isInput(each)
                    ? ledger.mayRead(each.partition())
                    : ledger.mayReadOutputs());
    for (var record : reader().poll()) {
      if (record.topic().equals(plan.topics().incoming())) {
        ledger.input(record, now);
      } else {
        ledger.output(record, now);
      }
    }
    settle(reader().positions());
  }

  /** Takes note of how far everything was read. */
  private void settle(Map<TopicPartition, Long> positions) {
    positions.forEach(
        (partition, position) -> {
          if (reader().isInput(partition)) {
            ledger.moveTo(partition.partition(), position);
          }
        });
    if (reader().hasRead(positions, false)) {
      outputsRead = lookedAt;
    }
    if (reader().hasRead(positions, true)) {
      inputsRead = lastKnown();
    }
    log.tick(System.nanoTime());
    publish(positions);
  }

  /** When both the inputs' partitions and their ends were asked for. */
  private long lastKnown() {
    return Math.min(lookedAt - refreshedAt, 0) + refreshedAt;
  }

  private void publish(Map<TopicPartition, Long> positions) {
    if (state.trouble().isPresent() && lastRead.isAfter(Instant.EPOCH)) {
      LOG.info("Kafka at {} answers", kafka);
    }
    long now = System.nanoTime();
    state =
        new FollowState(
            ledger.counts(),
            ledger.oldestNanos(now).stream().mapToDouble(at -> (now - at) / 1e9).sum(),
            reader().lag(positions),
            skipped,
            lastRead,
            isHeldBack(positions),
            Optional.empty());
  }

  private boolean isHeldBack(Map<TopicPartition, Long> positions) {
    return !ledger.mayReadOutputs()
        || positions.keySet().stream()
            .filter(reader()::isInput)
            .anyMatch(partition -> !ledger.mayRead(partition.partition()));
  }

  /** Goes on where there is something to read, and judges what it can. */
  private void skip(Map<TopicPartition, Long> outOfRange) {
    try {
      outOfRange.forEach(this::skip);
    } catch (KafkaException | RefusedException e) {
      trouble(e);
    }
  }

  private void skip(TopicPartition partition, long position) {
    long beginning = reader().beginning(partition);
    if (!reader().isInput(partition)) {
      // All that was lost is of inputs that were there before; they may be in new partitions.
      reader().refresh().forEach(ledger::follow);
      reader().look();
      ledger.giveUp(reader().inputEnds());
    }
    reader().goTo(partition, beginning);
    long gone = Math.max(0, beginning - position);
    skipped.merge(partition.topic(), gone, Long::sum);
    LOG.warn(
        "{}: offset {} is out of range, going on at {}; {} offsets were never read",
        partition,
        position,
        beginning,
        gone);
    if (reader().isInput(partition)) {
      ledger.skipInputs(partition.partition(), beginning);
    }
  }

  private void trouble(RuntimeException complaint) {
    trouble(
        complaint instanceof RetriableException
            ? "Kafka at " + kafka + " does not answer; waiting until it does"
            : String.valueOf(Cluster.refusal(kafka, complaint).getMessage()));
    pause();
  }

  private void trouble(String why) {
    if (!state.trouble().equals(Optional.of(why))) {
      LOG.warn("{}", why);
    }
    state = state.in(why);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause() {
    try {
      if (stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    }
  }

  private FollowingReader reader() {
    return Objects.requireNonNull(reader, "nothing is followed yet");
  }

  private void close() {
    FollowingReader reading = reader;
    if (reading != null) {
      reading.close();
    }
  }
}
