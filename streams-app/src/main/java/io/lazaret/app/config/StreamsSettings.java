package io.lazaret.app.config;

import io.lazaret.app.scorer.LookaheadInterceptor;
import io.lazaret.app.scorer.LookaheadScorer;
import io.lazaret.app.topology.RecordLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** What Kafka Streams is told: the person's own settings, and over them what the law rests on. */
public final class StreamsSettings {
  /** Longer than a slow batch; downstream readers wait no longer than this after a crash. */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 30_000;

  /** Kafka Streams' own 100 keeps an image on its way for some 20 ms longer. */
  private static final int LINGER_MILLIS = 5;

  /** Kafka's own 16 KiB is full after a few small images, and goes out in a request of its own. */
  private static final int SEND_BATCH = 256 << 10;

  /**
   * What is known of campaigns is read anew in a moment. Else a process that joins would get no
   * campaigns for ten minutes and, since Kafka Streams counts tasks, more than its share of images.
   */
  private static final long ANY_LAG = Long.MAX_VALUE;

  private static final int LEAST_SEND_BUFFER = 32 << 20;

  /** Keys that follow from other settings, or that exactly-once and fail-closed rest on. */
  private static final List<String> OWNED =
      List.of(
          StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
          StreamsConfig.APPLICATION_ID_CONFIG,
          StreamsConfig.NUM_STREAM_THREADS_CONFIG,
          StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
          StreamsConfig.STATE_DIR_CONFIG,
          StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG,
          StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
          StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
          StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
          "default." + StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
          "default." + StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
          StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
          ProducerConfig.BUFFER_MEMORY_CONFIG);

  private StreamsSettings() {}

  /**
   * Refuses a key of {@code kafka.properties} that the app sets itself.
   *
   * @throws IllegalArgumentException when it does
   */
  static void requireFree(String key) {
    String plain = key.replaceFirst("^(main\\.consumer|consumer|producer)\\.", "");
    if (OWNED.contains(plain)) {
      throw new IllegalArgumentException(
          "properties: '" + key + "' is set by the app itself; leave it out");
    }
  }

  /**
   * What any client needs to reach Kafka: the security settings, and the providers that those may
   * refer to for their secrets.
   */
  public static Map<String, Object> client(AppConfig.Kafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    kafka
        .properties()
        .forEach(
            (key, value) -> {
              if (key.matches("((security|ssl|sasl|client)\\..*|config\\.providers(\\..*)?)")) {
                settings.put(key, value);
              }
            });
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    return settings;
  }

  /** The settings of one running app. */
  public static Properties of(AppConfig config, Sizing sizing, LookaheadScorer scorer) {
    Properties settings = new Properties();
    // With the producer's prefix: Kafka Streams holds the commit interval against that one alone.
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MILLIS);
    // Without it, or they would win over a person's setting that has none.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, SEND_BATCH);
    settings.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ANY_LAG);
    // Kafka Streams' own names have a number drawn at start, and so would the labels of metrics.
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.kafka().applicationId());
    settings.putAll(config.kafka().properties());
    streams(settings, config, sizing);
    consumer(settings, config, sizing, scorer);
    producer(settings, config);
    return settings;
  }

  /** The bytes that a producer may hold until they are sent. */
  static long sendBuffer(RecordLimits limits) {
    return Math.max(LEAST_SEND_BUFFER, 2L * limits.outgoingBytes());
  }

  private static void streams(Properties settings, AppConfig config, Sizing sizing) {
    AppConfig.Kafka kafka = config.kafka();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.applicationId());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, kafka.streamThreads());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, kafka.commitIntervalMillis());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, kafka.processingGuarantee());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, sizing.bufferedRecords());
    // Never log and continue.
    settings.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DefaultProductionExceptionHandler.class);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailExceptionHandler.class);
  }

  private static void consumer(
      Properties settings, AppConfig config, Sizing sizing, LookaheadScorer scorer) {
    put(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, sizing.polledRecords());
    put(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, sizing.fetchBytes());
    put(
        settings,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        Math.min(sizing.fetchBytes(), config.limits().recordLimits().incomingBytes()));
    put(settings, ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, LookaheadInterceptor.class.getName());
    put(settings, LookaheadInterceptor.SCORER, scorer);
    put(settings, LookaheadInterceptor.TOPIC, config.topics().incoming());
  }

  private static void producer(Properties settings, AppConfig config) {
    RecordLimits limits = config.limits().recordLimits();
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        limits.outgoingBytes());
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), sendBuffer(limits));
  }

  /** For the main consumer alone, or restore and global consumers would look ahead too. */
  private static void put(Properties settings, String key, Object value) {
    settings.put(StreamsConfig.mainConsumerPrefix(key), value);
  }
}
