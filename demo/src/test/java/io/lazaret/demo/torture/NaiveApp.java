package io.lazaret.demo.torture;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.topology.Topics;
import io.lazaret.cli.Settings;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.Fingerprint;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What one would write first: records are held back until there are enough for a batch, under
 * exactly_once_v2. Kafka commits what is held back as if it had been forwarded, and so loses it. It
 * stops in order and keeps every other rule; nothing is ever clear.
 */
final class NaiveApp {
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final int LARGEST = 150_000;

  private NaiveApp() {}

  public static void main(String[] arguments) throws InterruptedException {
    AppConfig config = Settings.read(Path.of(arguments[1]), AppConfig.class);
    KafkaStreams streams = new KafkaStreams(topology(config.topics()), settings(config));
    CountDownLatch ended = new CountDownLatch(1);
    streams.setUncaughtExceptionHandler(
        failure -> {
          ended.countDown();
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(20))));
    streams.start();
    ended.await();
    System.exit(3);
  }

  private static Properties settings(AppConfig config) {
    Properties settings = new Properties();
    settings.putAll(config.kafka().properties());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrapServers());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.kafka().applicationId());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
    return settings;
  }

  private static Topology topology(Topics topics) {
    ByteArrayDeserializer reading = new ByteArrayDeserializer();
    ByteArraySerializer writing = new ByteArraySerializer();
    Topology topology = new Topology();
    topology.addSource(AutoOffsetReset.earliest(), "in", reading, reading, topics.incoming());
    topology.addProcessor("hold", Holding::new, "in");
    topology.addSink("route", topics.quarantined(), writing, writing, "hold");
    topology.addSink("large", topics.rejected(), writing, writing, "hold");
    topology.addSink("verdict", topics.verdicts(), writing, writing, "hold");
    return topology;
  }

  private static final class Holding implements Processor<byte[], byte[], byte[], byte[]> {
    private record Held(Record<byte[], byte[]> record, SourcePosition position) {
      boolean isLarge() {
        return record.value() != null && record.value().length > LARGEST;
      }
    }

    private final List<Held> held = new ArrayList<>();
    private ProcessorContext<byte[], byte[]> context;

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
      context = processorContext;
      context.schedule(LINGER, PunctuationType.WALL_CLOCK_TIME, now -> forward());
    }

    @Override
    public void process(Record<byte[], byte[]> found) {
      context
          .recordMetadata()
          .ifPresent(
              at ->
                  held.add(
                      new Held(
                          found, new SourcePosition(at.topic(), at.partition(), at.offset()))));
    }

    private void forward() {
      for (Held each : held) {
        VerdictEvent event = event(each);
        Record<byte[], byte[]> route = each.record;
        boolean large = each.isLarge();
        if (large) {
          String fingerprint = Integer.toString(Fingerprint.of(route.key(), route.value()));
          route = new Record<>(route.key(), null, route.timestamp());
          route.headers().add(RouteHeaders.WITHHELD, fingerprint.getBytes(StandardCharsets.UTF_8));
        }
        Record<byte[], byte[]> marked = route;
        RouteHeaders.of(event)
            .forEach(
                (name, text) -> marked.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        context.forward(marked, large ? "large" : "route");
        context.forward(
            new Record<>(each.record.key(), event.toJson(), each.record.timestamp()), "verdict");
      }
      held.clear();
    }

    private static VerdictEvent event(Held each) {
      ImageHeaders.Reading reading =
          ImageHeaders.read(
              Optional.empty(),
              each.position,
              name -> {
                Header header = each.record.headers().lastHeader(name);
                return header == null ? null : header.value();
              });
      return VerdictEvent.of(
          reading.event(),
          each.position,
          each.isLarge()
              ? new Verdict.Unreadable(new Malformed(Malformed.Kind.TOO_LARGE, "naive"))
              : new Verdict.Undecidable(Verdict.Undecidable.Cause.UNKNOWN_MODALITY, "naive"),
          VerdictEvent.Timings.NONE);
    }
  }
}
