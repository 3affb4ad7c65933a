package io.lazaret.demo.torture;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.wire.DataReference;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.ImageHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends images and what feeds send by mistake, through any outage of the broker. */
final class HostileFeed implements AutoCloseable {
  /** Header that says what a record was made as; it travels with the record. */
  static final String KIND = "torture-kind";

  private static final int OUTAGE_MILLIS = 600_000;

  /** What a record is. */
  enum Kind {
    /** An image as it should be. */
    IMAGE(76),
    /** The same image under the same id and key as an earlier one. */
    DUPLICATE(6),
    /** An image without key and headers. */
    BARE(3),
    /** A record without a value. */
    TOMBSTONE(3),
    /** No bytes. */
    EMPTY(2),
    /** An image that ends too early. */
    TRUNCATED(4),
    /** More bytes than an image may have. */
    HUGE(2),
    /** A record that no topic could take once Lazaret's headers are on it. */
    GIGANTIC(1),
    /** A header that is no text. */
    BROKEN_HEADER(2),
    /** An image that no bundle serves. */
    UNKNOWN_MODALITY(1),
    /** An image that lies in the object store. */
    STORED(12),
    /** Other bytes lie there than the record says. */
    ALTERED(1),
    /** Nothing lies there. */
    MISSING(1),
    /** An image that lies where the app may not read. */
    OUTSIDE(1);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    /** Whether such a record may be let through. */
    boolean mayBeCleared() {
      return this == IMAGE || this == DUPLICATE || this == STORED;
    }

    /** Whether the record has no bytes, and says where they are. */
    private boolean isElsewhere() {
      return this == STORED || this == ALTERED || this == MISSING || this == OUTSIDE;
    }
  }

  private final Corpus corpus;
  private final Path objects;
  private final String topic;
  private final double rate;
  private final int imageBytes;
  private final SplittableRandom random;
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Map<Kind, Long> sent = new EnumMap<>(Kind.class);
  private final Thread thread = new Thread(this::run, "feed");
  private volatile boolean ended;
  private long number;

  /**
   * @param objects the directory of the object store, filled here
   * @param imageBytes the most bytes that the app takes as an image
   */
  HostileFeed(
      Corpus corpus,
      Path objects,
      String bootstrap,
      String topic,
      double rate,
      int imageBytes,
      long seed) {
    this.corpus = corpus;
    this.objects = objects;
    this.topic = topic;
    this.rate = rate;
    this.imageBytes = imageBytes;
    this.random = new SplittableRandom(seed);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                gigantic(imageBytes) + (1 << 20),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                OUTAGE_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                OUTAGE_MILLIS),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** The bytes of the largest record's value. */
  static int gigantic(int imageBytes) {
    return 3 * imageBytes + (1 << 18);
  }

  void start() {
    store();
    thread.start();
  }

  /** Every image of the corpus whole, and cut off under another name. */
  private void store() {
    try {
      Files.createDirectories(objects);
      for (CorpusEntry entry : corpus.entries()) {
        byte[] image = corpus.bytes(entry);
        Files.write(objects.resolve(name(Kind.STORED, entry)), image);
        Files.write(
            objects.resolve(name(Kind.ALTERED, entry)), Arrays.copyOf(image, image.length - 1));
      }
    } catch (IOException e) {
      throw new RefusedException(objects + ": cannot be written: " + IoReason.withFile(e), e);
    }
  }

  private static String name(Kind kind, CorpusEntry entry) {
    return kind.name().toLowerCase(Locale.ROOT) + "-" + entry.id();
  }

  private DataReference reference(Kind kind, CorpusEntry entry, byte[] image) {
    Path directory = kind == Kind.OUTSIDE ? objects.resolveSibling("outside") : objects;
    return new DataReference(
        directory.resolve(name(kind, entry)).toUri(), entry.sha256(), image.length);
  }

  /**
   * Stops and waits until the broker has everything.
   *
   * @return how many records were sent of each kind
   */
  Map<Kind, Long> finish() throws InterruptedException {
    ended = true;
    thread.join();
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("the feed itself lost a record", failure.get());
    }
    return Map.copyOf(sent);
  }

  private void run() {
    long start = System.nanoTime();
    try {
      while (!ended && failure.get() == null) {
        long due = start + (long) (number / rate * 1e9);
        while (System.nanoTime() < due && !ended) {
          LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
        }
        send(kind());
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private Kind kind() {
    int lot = random.nextInt(Arrays.stream(Kind.values()).mapToInt(kind -> kind.weight).sum());
    for (Kind kind : Kind.values()) {
      lot -= kind.weight;
      if (lot < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("weights");
  }

  private void send(Kind kind) {
    List<CorpusEntry> entries = corpus.entries();
    // A duplicate says the number of an earlier record again, and so sends the same image.
    long which = kind == Kind.DUPLICATE && number > 0 ? random.nextLong(number) : number;
    CorpusEntry entry = entries.get((int) (which % entries.size()));
    byte[] image = corpus.bytes(entry);
    String id = "torture-" + which;
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, kind == Kind.BARE ? null : id, value(kind, image));
    if (kind != Kind.BARE) {
      headers(kind, id, entry, image).forEach(record.headers()::add);
    }
    if (kind == Kind.BROKEN_HEADER) {
      record.headers().add(ImageHeaders.ID, new byte[] {(byte) 0xff, (byte) 0xfe});
    }
    record.headers().add(KIND, kind.name().getBytes(StandardCharsets.UTF_8));
    send(record);
    sent.merge(kind, 1L, Long::sum);
    number++;
  }

  private byte @Nullable [] value(Kind kind, byte[] image) {
    return switch (kind) {
      case IMAGE, DUPLICATE, BARE, BROKEN_HEADER, UNKNOWN_MODALITY -> image;
      case TOMBSTONE -> null;
      case EMPTY, STORED, ALTERED, MISSING, OUTSIDE -> new byte[0];
      case TRUNCATED -> Arrays.copyOf(image, image.length * (1 + random.nextInt(8)) / 10);
      case HUGE -> Arrays.copyOf(image, imageBytes + 1);
      case GIGANTIC -> Arrays.copyOf(image, gigantic(imageBytes));
    };
  }

  private Map<String, byte[]> headers(Kind kind, String id, CorpusEntry entry, byte[] image) {
    String modality =
        kind == Kind.UNKNOWN_MODALITY ? "unheard-of" : corpus.description().modality();
    ImageEvent event =
        new ImageEvent(
            id,
            "torture",
            Optional.empty(),
            Optional.of(Instant.now()),
            Optional.of(corpus.description().contentType()),
            Optional.of(modality));
    return ImageHeaders.write(kind.isElsewhere() ? event.at(reference(kind, entry, image)) : event);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  @Override
  public void close() {
    ended = true;
    thread.interrupt();
    producer.close(Duration.ZERO);
  }
}
