package io.lazaret.app.topology;

import io.lazaret.app.metrics.AppMetrics;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * One source, one processor, four sinks: a single sub-topology without state. Keys and values are
 * bytes and stay as they are.
 */
public final class DetectionTopology implements Supplier<Topology> {
  static final String SOURCE = "incoming";
  static final String JUDGE = "judge";
  static final String VERDICTS = "verdicts";

  private final Topics topics;
  private final RecordLimits limits;
  private final Duration longestRound;
  private final Judge judge;
  private final AppMetrics metrics;

  /**
   * @param longestRound the most time that a stream thread may take between two chances to commit
   */
  public DetectionTopology(
      Topics topics, RecordLimits limits, Duration longestRound, Judge judge, AppMetrics metrics) {
    this.topics = topics;
    this.limits = limits;
    this.longestRound = longestRound;
    this.judge = judge;
    this.metrics = metrics;
  }

  @Override
  public Topology get() {
    ByteArrayDeserializer reading = new ByteArrayDeserializer();
    ByteArraySerializer writing = new ByteArraySerializer();
    Topology topology = new Topology();
    // Whatever lay in the topic before the first start is judged too.
    topology.addSource(
        AutoOffsetReset.earliest(), SOURCE, new ArrivalTime(), reading, reading, topics.incoming());
    topology.addProcessor(
        JUDGE,
        () -> new JudgingProcessor(topics.incoming(), limits, longestRound, judge, metrics),
        SOURCE);
    for (Route route : Route.values()) {
      topology.addSink(route.name(), route.topic(topics), writing, writing, JUDGE);
    }
    topology.addSink(VERDICTS, topics.verdicts(), writing, writing, JUDGE);
    return topology;
  }
}
