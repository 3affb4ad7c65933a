package io.lazaret.sim;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.DataReference;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.ImageHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Plays a corpus to a feed's topic, and the truth about each image to another. The producer is
 * idempotent and waits for all replicas; memory is bounded by its buffer (32 MiB, or four of the
 * largest image) and one round of the plan.
 */
public final class Replay {
  /** Where a feed's images go unless another topic is named. */
  public static final String TOPIC = "images.incoming";

  /** How far a replay that fell behind may catch up. */
  private static final double BURST_SECONDS = 1;

  private static final int HEADROOM_BYTES = 64 * 1024;
  private static final long LEAST_BUFFER_BYTES = 32L * 1024 * 1024;

  private static final byte[] NO_BYTES = {};

  private Replay() {}

  /**
   * Where a replay goes.
   *
   * @param kafka where the topics are
   * @param topic of the images
   * @param truthTopic of the truth; the service that judges must not read it
   */
  public record Target(Connection kafka, String topic, String truthTopic) {
    public Target {
      if (topic.equals(truthTopic)) {
        throw new RefusedException("truth must not go to the images' topic; name two topics");
      }
    }

    /** At a broker that asks for nothing but its address. */
    public Target(String bootstrap, String topic, String truthTopic) {
      this(Connection.to(bootstrap), topic, truthTopic);
    }
  }

  /**
   * What was handed to the producer so far.
   *
   * @param images all images
   * @param attacked of these, the attacked ones
   * @param malformed of these, the malformed ones
   * @param bytes of the images' values
   */
  public record Progress(long images, long attacked, long malformed, long bytes) {
    static final Progress NONE = new Progress(0, 0, 0, 0);

    Progress plus(PlannedImage image, int size) {
      return new Progress(
          images + 1,
          attacked + (image.entry().attacked() ? 1 : 0),
          malformed + (image.malforming().isPresent() ? 1 : 0),
          bytes + size);
    }
  }

  /**
   * Plays until the plan is done or the thread is interrupted, and waits until the broker has
   * everything.
   *
   * @param progress called after each image, by the calling thread
   * @return what was sent
   * @throws RefusedException when no broker answers, the images' topic is missing, the corpus does
   *     not have the images for the plan, or a record is larger than the topic takes
   */
  public static Progress run(
      Corpus corpus, ReplayPlan plan, Target target, Consumer<Progress> progress) {
    return run(corpus, plan, target, Optional.empty(), progress);
  }

  /** Plays likewise, with images that do not travel in their records. */
  public static Progress run(
      Corpus corpus,
      ReplayPlan plan,
      Target target,
      Optional<ClaimCheck> claimCheck,
      Consumer<Progress> progress) {
    var mix = new Mix(corpus.entries(), plan, claimCheck.isPresent());
    Cluster.requireTopics(target.kafka(), List.of(target.topic()));
    Cluster.createIfMissing(target.kafka(), target.truthTopic());
    Map<String, Object> configuration = configuration(target.kafka(), largest(corpus, claimCheck));
    boolean interrupted = false;
    try (var producer = new KafkaProducer<String, byte[]>(configuration)) {
      var sender = new Sender(producer, corpus, plan, target, claimCheck, InstantSource.system());
      Progress sent = sender.send(mix, progress);
      // Taken back while the producer closes: it would give up what it still holds.
      interrupted = Thread.interrupted();
      sender.finish();
      return sent;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Map<String, Object> configuration(Connection kafka, long largest) {
    int request = Math.toIntExact(Math.max(1024 * 1024, largest + HEADROOM_BYTES));
    var configuration = new HashMap<String, Object>();
    configuration.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    configuration.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    configuration.put(ProducerConfig.ACKS_CONFIG, "all");
    configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    configuration.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, request);
    configuration.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(LEAST_BUFFER_BYTES, 4L * request));
    return kafka.settings(configuration);
  }

  private static long largest(Corpus corpus, Optional<ClaimCheck> claimCheck) {
    try {
      long largest = 0;
      for (var entry : corpus.entries()) {
        largest = Math.max(largest, Files.size(corpus.directory().resolve(entry.file())));
      }
      return claimCheck.isPresent() ? Math.min(largest, claimCheck.get().inlineBytes()) : largest;
    } catch (IOException e) {
      throw new RefusedException(
          corpus.directory() + ": cannot be read: " + IoReason.withFile(e), e);
    }
  }

  /** One run: its failure is what the broker said of any record, told at the next chance. */
  private static final class Sender {
    private final Producer<String, byte[]> producer;
    private final Corpus corpus;
    private final ReplayPlan plan;
    private final Target target;
    private final Optional<ClaimCheck> claimCheck;
    private final InstantSource clock;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Sender(
        Producer<String, byte[]> producer,
        Corpus corpus,
        ReplayPlan plan,
        Target target,
        Optional<ClaimCheck> claimCheck,
        InstantSource clock) {
      this.producer = producer;
      this.corpus = corpus;
      this.plan = plan;
      this.target = target;
      this.claimCheck = claimCheck;
      this.clock = clock;
    }

    Progress send(Mix mix, Consumer<Progress> progress) {
      var schedule = new TokenSchedule(plan.rate().orElse(Double.POSITIVE_INFINITY), BURST_SECONDS);
      Progress sent = Progress.NONE;
      try {
        while (mix.hasNext() && pause(schedule.take(System.nanoTime()))) {
          PlannedImage image = mix.next();
          sent = sent.plus(image, send(image));
          progress.accept(sent);
        }
      } catch (InterruptException e) {
        // Kafka's way to say that the thread was interrupted; the flag is set again.
        return sent;
      }
      return sent;
    }

    /** Waits until the broker has everything. */
    void finish() {
      producer.flush();
      throwFailure();
    }

    /** Truth goes first, so that a verdict never comes before it. */
    private int send(PlannedImage image) {
      throwFailure();
      byte[] value = image.value(corpus.bytes(image.entry()));
      ImageEvent event = image.event(corpus.description(), plan.feed(), clock.instant());
      Optional<DataReference> elsewhere =
          claimCheck.filter(check -> check.takes(image, value)).map(it -> it.put(image, value));
      var record =
          new ProducerRecord<>(target.topic(), image.id(), elsewhere.isEmpty() ? value : NO_BYTES);
      ImageHeaders.write(elsewhere.map(event::at).orElse(event)).forEach(record.headers()::add);
      send(new ProducerRecord<>(target.truthTopic(), image.id(), image.truth().toJson()));
      send(record);
      return value.length;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
    private void send(ProducerRecord<String, byte[]> record) {
      try {
        producer.send(
            record,
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        failure.compareAndSet(null, e);
        throwFailure();
      }
    }

    private void throwFailure() {
      Exception exception = failure.get();
      if (exception instanceof RecordTooLargeException) {
        throw new RefusedException(
            "an image is larger than topic "
                + target.topic()
                + " takes; raise its max.message.bytes",
            exception);
      }
      if (exception != null) {
        throw Cluster.refusal(target.kafka(), exception);
      }
    }

    /** Waits; false when the thread was interrupted. */
    private static boolean pause(long nanos) {
      long until = System.nanoTime() + nanos;
      for (long left = nanos;
          left > 0 && !Thread.currentThread().isInterrupted();
          left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      return !Thread.currentThread().isInterrupted();
    }
  }
}
