package io.lazaret.app;

import io.lazaret.app.campaign.CampaignPlan;
import io.lazaret.app.campaign.CampaignTopology;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.topology.RecordLimits;
import io.lazaret.app.topology.Topics;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Whether the topics are fit for the app.
 *
 * @param partitions of the incoming topic
 * @param warnings one line each: the app can run, and something is worse than it need be
 */
record TopicCheck(int partitions, List<String> warnings) {
  private static final String FOR_EVER = "-1";

  /**
   * Looks at all topics that these settings need.
   *
   * @throws RefusedException when one is missing or cannot take every image
   */
  static TopicCheck of(KafkaAdmin admin, AppConfig config) {
    Topics topics = config.topics();
    RecordLimits limits = config.limits().recordLimits();
    List<String> needed = new ArrayList<>(topics.all());
    if (config.rollout().directory().isPresent()) {
      needed.add(config.rollout().topic());
      needed.add(config.rollout().shadowTopic());
    }
    Optional<CampaignPlan> campaigns = config.campaigns().plan();
    List<String> ofCampaigns =
        campaigns.map(plan -> List.of(plan.suspects(), plan.campaigns())).orElse(List.of());
    needed.addAll(ofCampaigns);
    Map<String, Integer> partitions = admin.partitions(needed);
    List<String> missing = needed.stream().filter(name -> !partitions.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new RefusedException(
          "Kafka at "
              + admin.bootstrapServers()
              + " has no topic "
              + String.join(", ", missing)
              + "; create them with './lazaret topics create'");
    }
    List<String> looked = new ArrayList<>(topics.all());
    looked.addAll(ofCampaigns);
    Map<String, Config> settings = admin.settings(looked);
    for (String name : List.of(topics.cleared(), topics.quarantined(), topics.rejected())) {
      requireRoom(name, Required.of(settings, name), limits);
    }
    looked.stream().skip(1).forEach(name -> requireNotCompacted(name, Required.of(settings, name)));
    List<String> warnings = new ArrayList<>();
    for (String name : List.of(topics.quarantined(), topics.rejected())) {
      warnIfForgetful(name, Required.of(settings, name), warnings);
    }
    campaigns.ifPresent(plan -> requireItsChangelog(admin, config, plan.suspects()));
    campaigns.ifPresent(
        plan ->
            warnIfAppsSayWhen(plan.suspects(), Required.of(settings, plan.suspects()), warnings));
    return new TopicCheck(Required.of(partitions, topics.incoming()), List.copyOf(warnings));
  }

  /** Kafka Streams gives up for good where the two differ, and every process with it. */
  private static void requireItsChangelog(KafkaAdmin admin, AppConfig config, String suspects) {
    String changelog = CampaignTopology.changelog(config.kafka().applicationId());
    Map<String, Integer> partitions = admin.partitions(List.of(suspects, changelog));
    if (partitions.containsKey(changelog)
        && !partitions.get(changelog).equals(partitions.get(suspects))) {
      throw new RefusedException(
          "topic "
              + suspects
              + " has "
              + partitions.get(suspects)
              + " partitions and "
              + changelog
              + " "
              + partitions.get(changelog)
              + ": stop all processes and delete "
              + changelog
              + "; campaigns are counted anew then");
    }
  }

  private static void requireRoom(String name, Config settings, RecordLimits limits) {
    long room = Long.parseLong(value(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    if (room < limits.outgoingBytes()) {
      throw new RefusedException(
          "topic "
              + name
              + " takes records of at most "
              + room
              + " bytes; set its max.message.bytes to "
              + limits.outgoingBytes()
              + " or more, or lower limits.imageBytes");
    }
  }

  private static void requireNotCompacted(String name, Config settings) {
    String policy = value(settings, TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new RefusedException(
          "topic "
              + name
              + " is compacted, which drops images of the same key and refuses those without one;"
              + " set its cleanup.policy to delete");
    }
  }

  private static void warnIfForgetful(String name, Config settings, List<String> warnings) {
    for (String key :
        List.of(TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG)) {
      String retention = value(settings, key);
      if (!retention.equals(FOR_EVER)) {
        warnings.add(
            "topic "
                + name
                + " holds evidence and forgets it: "
                + key
                + " is "
                + retention
                + "; set it to -1");
      }
    }
  }

  private static void warnIfAppsSayWhen(String name, Config settings, List<String> warnings) {
    String stamps = value(settings, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
    if (!stamps.equals(TopicPlan.LOG_APPEND_TIME)) {
      warnings.add(
          "topic "
              + name
              + " has the times of the app's machines, which may differ: "
              + TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG
              + " is "
              + stamps
              + "; set it to "
              + TopicPlan.LOG_APPEND_TIME);
    }
  }

  private static String value(Config settings, String key) {
    return settings.get(key).value();
  }
}
