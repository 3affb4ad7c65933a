package io.lazaret.app;

import io.lazaret.app.campaign.CampaignPlan;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.app.topology.RecordLimits;
import io.lazaret.app.topology.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics as the app wants them: evidence is kept for ever, and the outputs take whatever the
 * incoming topic took.
 *
 * @param rollout where bundles are rolled out; empty where they are not
 * @param campaigns how campaigns are looked for; empty where they are not
 * @param partitions of each topic but those that have a number of their own, at least 1
 * @param replication copies of each partition; the brokers' default when empty
 */
public record TopicPlan(
    Topics topics,
    Optional<AppConfig.Rollout> rollout,
    Optional<CampaignPlan> campaigns,
    RecordLimits limits,
    int partitions,
    Optional<Short> replication) {
  /** Who stamps a topic's records: the broker. */
  static final String LOG_APPEND_TIME = "LogAppendTime";

  private static final String FOR_EVER = "-1";

  /** Few records, and a number that must never change: the store's changelog has as many. */
  static final int SUSPECTS_PARTITIONS = 4;

  /** Longer than any stop of the app; their verdicts are on the verdicts' topic as well. */
  private static final Duration SUSPECTS_KEPT = Duration.ofDays(7);

  /** The topics of an app with these settings. */
  public static TopicPlan of(AppConfig config, int partitions, Optional<Short> replication) {
    return new TopicPlan(
        config.topics(),
        Optional.of(config.rollout()).filter(rollout -> rollout.directory().isPresent()),
        config.campaigns().plan(),
        config.limits().recordLimits(),
        partitions,
        replication);
  }

  /**
   * Creates what is missing, leaves what is there as it is, and returns once all of it can be
   * written.
   *
   * @return for each topic in the order of the images' way, whether it was created just now
   * @throws io.lazaret.core.RefusedException when Kafka does not answer or does not want to
   */
  public Map<String, Boolean> create(AppConfig.Kafka kafka) {
    try (KafkaAdmin admin = KafkaAdmin.connect(StreamsSettings.client(kafka))) {
      return create(admin);
    }
  }

  /** As {@link #create(AppConfig.Kafka)}, over a connection that is there. */
  Map<String, Boolean> create(KafkaAdmin admin) {
    List<NewTopic> all = all();
    Set<String> there = admin.partitions(all.stream().map(NewTopic::name).toList()).keySet();
    // Only what is missing: a user who may not create topics may well find all of them there.
    Map<String, Boolean> created =
        admin.create(all.stream().filter(topic -> !there.contains(topic.name())).toList());
    Map<String, Boolean> results = new LinkedHashMap<>();
    all.forEach(topic -> results.put(topic.name(), created.getOrDefault(topic.name(), false)));
    // Of those too that another process has just made.
    admin.awaitLeaders(results.keySet());
    return results;
  }

  private List<NewTopic> all() {
    Stream<NewTopic> always =
        Stream.of(
            topic(topics.incoming(), limits.incomingBytes(), Map.of()),
            topic(topics.cleared(), limits.outgoingBytes(), anyTime()),
            topic(topics.quarantined(), limits.outgoingBytes(), evidence()),
            topic(topics.rejected(), limits.outgoingBytes(), evidence()),
            new NewTopic(topics.verdicts(), Optional.of(partitions), replication)
                .configs(anyTime()));
    Stream<NewTopic> rollouts =
        rollout.stream()
            .flatMap(
                names ->
                    Stream.of(
                        new NewTopic(names.topic(), Optional.of(1), replication).configs(newest()),
                        new NewTopic(names.shadowTopic(), Optional.of(partitions), replication)
                            .configs(anyTime())));
    return Stream.of(always, rollouts, campaigns.stream().flatMap(this::ofCampaigns))
        .flatMap(each -> each)
        .toList();
  }

  private Stream<NewTopic> ofCampaigns(CampaignPlan plan) {
    return Stream.of(
        new NewTopic(plan.suspects(), Optional.of(SUSPECTS_PARTITIONS), replication)
            .configs(arrivals()),
        new NewTopic(plan.campaigns(), Optional.of(partitions), replication).configs(history()));
  }

  /** The broker says when a suspect came: a feed's clock may say anything. */
  private static Map<String, String> arrivals() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        LOG_APPEND_TIME,
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(SUSPECTS_KEPT.toMillis()));
  }

  /** Few and small, and what one looks for after an attack. */
  private static Map<String, String> history() {
    Map<String, String> settings = new HashMap<>(evidence());
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    return settings;
  }

  /** One rollout of each modality counts. */
  private static Map<String, String> newest() {
    return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private NewTopic topic(String name, int largest, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largest));
    return new NewTopic(name, Optional.of(partitions), replication).configs(settings);
  }

  /** Evidence is kept until a person removes it. */
  private static Map<String, String> evidence() {
    return Map.of(
        TopicConfig.RETENTION_MS_CONFIG,
        FOR_EVER,
        TopicConfig.RETENTION_BYTES_CONFIG,
        FOR_EVER,
        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
        anyTime().get(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG));
  }

  /** An image that the incoming topic took must not be refused on its way out for its timestamp. */
  private static Map<String, String> anyTime() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
        Long.toString(Long.MAX_VALUE));
  }
}
