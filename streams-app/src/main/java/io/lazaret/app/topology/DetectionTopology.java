package io.lazaret.app.topology;

import io.lazaret.app.campaign.CampaignPlan;
import io.lazaret.app.campaign.CampaignTopology;
import io.lazaret.app.campaign.FeedTally;
import io.lazaret.app.metrics.AppMetrics;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * One source, one processor, four sinks (a fifth for what candidates say): a sub-topology without
 * state. Keys and values are bytes and stay as they are. Where campaigns are looked for, a sink for
 * the suspects, and a second sub-topology that reads them by feed.
 */
public final class DetectionTopology implements Supplier<Topology> {
  static final String SOURCE = "incoming";
  static final String JUDGE = "judge";
  static final String VERDICTS = "verdicts";
  static final String SHADOW = "shadow";
  static final String SUSPECTS = "suspects";

  private final Topics topics;
  private final Optional<String> shadow;
  private final Optional<CampaignPlan> campaigns;
  private final RecordLimits limits;
  private final Judge judge;
  private final AppMetrics metrics;

  /**
   * @param shadow the topic of what candidates say; empty where there never are any
   * @param campaigns how campaigns are looked for; empty where they are not
   */
  public DetectionTopology(
      Topics topics,
      Optional<String> shadow,
      Optional<CampaignPlan> campaigns,
      RecordLimits limits,
      Judge judge,
      AppMetrics metrics) {
    this.topics = topics;
    this.shadow = shadow;
    this.campaigns = campaigns;
    this.limits = limits;
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
        () ->
            new JudgingProcessor(
                topics.incoming(), limits, judge, metrics, campaigns.map(plan -> new FeedTally())),
        SOURCE);
    for (Route route : Route.values()) {
      topology.addSink(route.name(), route.topic(topics), writing, writing, JUDGE);
    }
    topology.addSink(VERDICTS, topics.verdicts(), writing, writing, JUDGE);
    shadow.ifPresent(topic -> topology.addSink(SHADOW, topic, writing, writing, JUDGE));
    campaigns.ifPresent(
        plan -> {
          topology.addSink(SUSPECTS, plan.suspects(), writing, writing, JUDGE);
          new CampaignTopology(plan, metrics).addTo(topology, new ArrivalTime());
        });
    return topology;
  }
}
