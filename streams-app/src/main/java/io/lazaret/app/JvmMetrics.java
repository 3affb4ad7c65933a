package io.lazaret.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.streams.KafkaStreams;

/** The metrics that others define: the JVM's and Kafka's. */
final class JvmMetrics {
  /** Tasks come and go with rebalances, and their metrics with them. */
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private JvmMetrics() {}

  static AutoCloseable bind(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    JvmGcMetrics collections = new JvmGcMetrics();
    collections.bindTo(registry);
    return collections;
  }

  static AutoCloseable bind(KafkaStreams streams, MeterRegistry registry) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "kafka-metrics");
              thread.setDaemon(true);
              return thread;
            });
    KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, List.of(), clock, REFRESH);
    metrics.bindTo(registry);
    return () -> {
      metrics.close();
      clock.shutdownNow();
    };
  }
}
