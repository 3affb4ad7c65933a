package io.lazaret.app.campaign;

import io.lazaret.app.metrics.AppMetrics;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * One source, one processor with a store, one sink: a sub-topology of its own, keyed by feed. The
 * store is in memory with a changelog, so that nothing is written to disk here.
 */
public final class CampaignTopology {
  static final String STORE = "campaigns";

  private static final String SOURCE = "suspects-by-feed";
  private static final String PROCESSOR = "campaign";
  private static final String SINK = "campaigns";

  /** Each suspect writes its feed's state: what is outdated must not lie about for long. */
  private static final Map<String, String> CHANGELOG =
      Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20));

  private final CampaignPlan plan;
  private final AppMetrics metrics;

  public CampaignTopology(CampaignPlan plan, AppMetrics metrics) {
    this.plan = plan;
    this.metrics = metrics;
  }

  /**
   * Adds it to another.
   *
   * @param time of records that have none
   */
  public void addTo(Topology topology, TimestampExtractor time) {
    ByteArrayDeserializer reading = new ByteArrayDeserializer();
    ByteArraySerializer writing = new ByteArraySerializer();
    topology.addSource(AutoOffsetReset.earliest(), SOURCE, time, reading, reading, plan.suspects());
    topology.addProcessor(
        PROCESSOR, () -> new CampaignProcessor(plan.rules(), STORE, metrics), SOURCE);
    topology.addStateStore(store(), PROCESSOR);
    topology.addSink(SINK, plan.campaigns(), writing, writing, PROCESSOR);
  }

  /** Where Kafka Streams keeps the store of an application. */
  public static String changelog(String applicationId) {
    return applicationId + "-" + STORE + "-changelog";
  }

  private static StoreBuilder<KeyValueStore<String, byte[]>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
        .withLoggingEnabled(CHANGELOG)
        .withCachingDisabled();
  }
}
