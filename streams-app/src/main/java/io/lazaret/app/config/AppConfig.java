package io.lazaret.app.config;

import io.lazaret.app.campaign.CampaignPlan;
import io.lazaret.app.campaign.CampaignRules;
import io.lazaret.app.metrics.MetricsLimits;
import io.lazaret.app.scorer.FetchLimits;
import io.lazaret.app.topology.RecordLimits;
import io.lazaret.app.topology.Topics;
import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.model.Engine;
import io.lazaret.store.DirectoryStore;
import io.lazaret.store.ObjectStore;
import io.lazaret.store.ObjectStores;
import io.lazaret.store.S3Settings;
import io.lazaret.store.S3Store;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of the app, as they stand in its file. */
public record AppConfig(
    @Doc("Kafka.") Kafka kafka,
    @Doc("Topics.") Topics topics,
    @Doc(
            "Makes topics that are missing at start, with so many partitions; 0 refuses to start"
                + " without them.")
        @Default("0")
        int createPartitions,
    @Doc("The bundle's directory for each modality, as the feeds name it in ce_modality.")
        @Default("")
        Map<String, Path> bundles,
    @Doc("Bundles that are changed while the app runs.") Rollout rollout,
    @Doc("Campaigns: many suspects of one feed.") Campaigns campaigns,
    @Doc(
            "Files of Ed25519 public keys, PEM; where there are any, only bundles are served that"
                + " one of them signed.")
        @Default("")
        List<Path> trustedKeys,
    @Doc("Share of clean images that may be called suspect, in (0, 1).") @Default("0.01")
        double falsePositiveRate,
    @Doc("Limits of an image.") Limits limits,
    @Doc("Images that do not travel in their records.") Objects objects,
    @Doc("The scorer.") Scorer scorer,
    @Doc("Where the networks run; auto takes a GPU when there is one.") @Default("auto")
        Device device,
    @Doc(
            "What computes the networks; onnxruntime is quicker on CPUs, needs a build with it, and"
                + " serves no bundle whose detectors look at the input gradient.")
        @Default("pytorch")
        Engine engine,
    @Doc("The endpoint for health and metrics.") Http http,
    @Doc("Bounds of the metrics.") Metrics metrics,
    @Doc("Log lines for a person, or JSON for a machine, on stderr.") @Default("text")
        LogFormat logFormat,
    @Doc("Directory that Kafka Streams may write in.") @Default("state") Path stateDirectory,
    @Doc("Seconds that the app may take to stop in order.") @Default("25") int stopGraceSeconds) {

  public AppConfig {
    if (!(falsePositiveRate > 0 && falsePositiveRate < 1)) {
      throw new IllegalArgumentException(
          "falsePositiveRate must be greater than 0 and less than 1, not " + falsePositiveRate);
    }
    require("stopGraceSeconds", stopGraceSeconds, 1, 3_600);
    require("createPartitions", createPartitions, 0, 10_000);
    if (kafka.maxWaitSeconds() <= scorer.deviceTimeoutSeconds()) {
      throw new IllegalArgumentException(
          "scorer.deviceTimeoutSeconds must be less than half of max.poll.interval.ms, "
              + kafka.maxWaitSeconds()
              + " s, not "
              + scorer.deviceTimeoutSeconds());
    }
    Set<String> names = new HashSet<>(topics.all());
    names.add(rollout.topic());
    names.add(rollout.shadowTopic());
    if (names.size() < topics.all().size() + 2) {
      throw new IllegalArgumentException(
          "rollout.topic and rollout.shadowTopic need names of their own, not those of other"
              + " topics");
    }
    if (!names.add(campaigns.topic()) || !names.add(campaigns.suspectsTopic())) {
      throw new IllegalArgumentException(
          "campaigns.topic and campaigns.suspectsTopic need names of their own, not those of other"
              + " topics");
    }
    if (kafka.maxWaitSeconds() <= objects.longestSeconds()) {
      throw new IllegalArgumentException(
          "objects: "
              + objects.tries()
              + " tries of "
              + objects.timeoutSeconds()
              + " s take up to "
              + objects.longestSeconds()
              + " s, which must be less than half of max.poll.interval.ms, "
              + kafka.maxWaitSeconds()
              + " s; lower objects.tries or objects.timeoutSeconds");
    }
  }

  /** Where the networks run. */
  public enum Device {
    AUTO,
    CPU,
    GPU
  }

  /** Who is to read the log. */
  public enum LogFormat {
    TEXT,
    JSON
  }

  /** The connection to Kafka. */
  public record Kafka(
      @Doc("Where Kafka is: host:port, several separated by commas.") String bootstrapServers,
      @Doc("Name of the app's group; several processes with one name share the work.")
          @Default("lazaret")
          String applicationId,
      @Doc("Threads that read and write, 1 to 64; with two, one reads while the other waits.")
          @Default("2")
          int streamThreads,
      @Doc("Milliseconds between commits, 10 to 30000; outputs become visible with a commit.")
          @Default("200")
          int commitIntervalMillis,
      @Doc("Kafka's processing guarantee: exactly_once_v2 or at_least_once.")
          @Default("exactly_once_v2")
          String processingGuarantee,
      @Doc("Further settings for Kafka Streams and its clients, by Kafka's own names.") @Default("")
          Map<String, String> properties) {
    private static final String EXACTLY_ONCE = StreamsConfig.EXACTLY_ONCE_V2;
    private static final String MAX_POLL_INTERVAL = ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;
    private static final int DEFAULT_MAX_POLL_INTERVAL = 300_000;

    public Kafka {
      require("streamThreads", streamThreads, 1, 64);
      require("commitIntervalMillis", commitIntervalMillis, 10, 30_000);
      if (!List.of(EXACTLY_ONCE, StreamsConfig.AT_LEAST_ONCE).contains(processingGuarantee)) {
        throw new IllegalArgumentException(
            "processingGuarantee must be exactly_once_v2 or at_least_once, not '"
                + processingGuarantee
                + "'");
      }
      properties.keySet().forEach(StreamsSettings::requireFree);
      maxPollIntervalMillis(properties);
    }

    /** How long a stream thread may wait for one image: half of Kafka's patience. */
    public int maxWaitSeconds() {
      return maxPollIntervalMillis(properties) / 2_000;
    }

    private static int maxPollIntervalMillis(Map<String, String> properties) {
      return millis(
          properties,
          DEFAULT_MAX_POLL_INTERVAL,
          "main.consumer." + MAX_POLL_INTERVAL,
          "consumer." + MAX_POLL_INTERVAL,
          MAX_POLL_INTERVAL);
    }

    /** A time under the first of these keys that is given. */
    private static int millis(Map<String, String> properties, int otherwise, String... keys) {
      for (String key : keys) {
        String given = properties.get(key);
        if (given != null) {
          if (!given.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                "properties: "
                    + keys[keys.length - 1]
                    + " must be a whole number of milliseconds, not '"
                    + given
                    + "'");
          }
          return Integer.parseInt(given);
        }
      }
      return otherwise;
    }
  }

  /** Bundles that are changed while the app runs. */
  public record Rollout(
      @Doc("Directory that holds the bundles which may be rolled out; none are without it.")
          Optional<Path> directory,
      @Doc("Compacted topic that says which bundle judges a modality.") @Default("bundles")
          String topic,
      @Doc("Topic of the verdicts of candidates in the shadow.") @Default("verdicts.shadow")
          String shadowTopic) {
    public Rollout {
      Topics.requireLegal(topic);
      Topics.requireLegal(shadowTopic);
    }
  }

  /** Campaigns: many suspects of one feed. */
  public record Campaigns(
      @Doc("Whether campaigns are looked for.") @Default("true") boolean enabled,
      @Doc("Topic of what happens to campaigns.") @Default("campaigns") String topic,
      @Doc("Topic of the suspects' verdicts by feed, which campaigns are found in.")
          @Default("suspects")
          String suspectsTopic,
      @Doc("Minutes of the sliding window, 1 to 1440.") @Default("10") int windowMinutes,
      @Doc("Suspects of one feed in the window that open a campaign, 1 to 1000000.") @Default("20")
          int openAt,
      @Doc("Suspects in the window, or fewer, at which it closes; less than openAt.") @Default("5")
          int closeAt,
      @Doc(
              "How many times the false alarms that are expected among the window's images a"
                  + " campaign needs, more than 1 to 1000.")
          @Default("3")
          double timesExpected) {
    public Campaigns {
      Topics.requireLegal(topic);
      Topics.requireLegal(suspectsTopic);
      require("openAt", openAt, 1, 1_000_000);
      if (timesExpected > 1_000) {
        throw new IllegalArgumentException(
            "timesExpected must be more than 1 to 1000, not " + timesExpected);
      }
      rules(windowMinutes, openAt, closeAt, timesExpected);
    }

    /** What the topology is told; nothing when campaigns are not looked for. */
    public Optional<CampaignPlan> plan() {
      return enabled
          ? Optional.of(
              new CampaignPlan(
                  suspectsTopic, topic, rules(windowMinutes, openAt, closeAt, timesExpected)))
          : Optional.empty();
    }

    private static CampaignRules rules(
        int windowMinutes, int openAt, int closeAt, double timesExpected) {
      return new CampaignRules(windowMinutes, openAt, closeAt, timesExpected);
    }
  }

  /** What is accepted as an image. */
  public record Limits(
      @Doc("Most bytes of an encoded image; larger ones are rejected.") @Default("4000000")
          int imageBytes,
      @Doc("Most columns.") @Default("8192") int width,
      @Doc("Most rows.") @Default("8192") int height,
      @Doc("Most columns times rows.") @Default("16000000") long pixels) {
    private static final int MOST_BYTES = 1_000_000_000;

    public Limits {
      require("imageBytes", imageBytes, 1, MOST_BYTES);
      require("width", width, 1, 1 << 20);
      require("height", height, 1, 1 << 20);
      require("pixels", pixels, 1, DecodeLimits.MOST_PIXELS);
    }

    /** For images that travel in their records. */
    public DecodeLimits decodeLimits() {
      return decodeLimits(imageBytes);
    }

    /**
     * For images that come another way.
     *
     * @param bytes the most of an encoded one
     */
    public DecodeLimits decodeLimits(int bytes) {
      return new DecodeLimits(bytes, width, height, pixels);
    }

    public RecordLimits recordLimits() {
      return RecordLimits.forImages(imageBytes);
    }
  }

  /** Where images may lie that do not travel in their records, and how they are fetched. */
  public record Objects(
      @Doc("Directories whose files may be read, under file: URIs.") @Default("")
          List<Path> directories,
      @Doc("Buckets whose objects may be read, under s3: URIs.") @Default("") List<String> buckets,
      @Doc("Most bytes of an image there; larger ones are rejected.") @Default("40000000")
          int bytes,
      @Doc("Threads that fetch, 1 to 256; each holds one image.") @Default("4") int threads,
      @Doc("Seconds that one try may take, 1 to 600.") @Default("10") int timeoutSeconds,
      @Doc(
              "Tries of an object that a store which answers does not give, 1 to 20; a store that"
                  + " does not answer is tried for ever.")
          @Default("6")
          int tries,
      @Doc("The S3-compatible store.") S3 s3) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    public Objects {
      require("bytes", bytes, 1, Limits.MOST_BYTES);
      require("threads", threads, 1, 256);
      require("timeoutSeconds", timeoutSeconds, 1, 600);
      require("tries", tries, 1, 20);
      for (String bucket : buckets) {
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
          throw new IllegalArgumentException("buckets: '" + bucket + "' is no name of a bucket");
        }
      }
    }

    /** Whether images may lie anywhere but in their records. */
    public boolean any() {
      return !directories.isEmpty() || !buckets.isEmpty();
    }

    public FetchLimits fetchLimits() {
      return new FetchLimits(bytes, threads, tries, FIRST_PAUSE, LONGEST_PAUSE);
    }

    /** The stores, which the caller closes. */
    public ObjectStores open() {
      S3Settings settings =
          new S3Settings(s3.endpoint(), s3.region(), Duration.ofSeconds(timeoutSeconds));
      List<ObjectStore> stores = new ArrayList<>();
      directories.forEach(directory -> stores.add(new DirectoryStore(directory)));
      buckets.forEach(bucket -> stores.add(new S3Store(bucket, settings)));
      return new ObjectStores(stores);
    }

    /** How long an object may take until its verdict, as long as its store answers. */
    private long longestSeconds() {
      if (!any()) {
        return 0;
      }
      Duration longest = Duration.ofSeconds((long) (tries + 1) * timeoutSeconds);
      for (int failed = 1; failed < tries; failed++) {
        longest = longest.plus(fetchLimits().pause(failed));
      }
      return longest.toSeconds() + 1;
    }
  }

  /** The S3-compatible store; credentials come from where the AWS SDK looks for them. */
  public record S3(
      @Doc("URL of a store that is not AWS's own.") @Default("") String url,
      @Doc("The region that requests are signed for.") @Default("us-east-1") String region) {
    public S3 {
      if (!url.isEmpty() && !url.matches("https?://[^/?#]+/?")) {
        throw new IllegalArgumentException("url must be http(s)://host:port, not '" + url + "'");
      }
      if (!region.matches("[a-z0-9-]+")) {
        throw new IllegalArgumentException(
            "region must be a name such as us-east-1, not '" + region + "'");
      }
    }

    Optional<URI> endpoint() {
      return url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url));
    }
  }

  /** How images are judged in batches. */
  public record Scorer(
      @Doc("Most images in a batch, 1 to 1024.") @Default("32") int batchSize,
      @Doc("Milliseconds that the first image of a batch waits for others, 0 to 1000.")
          @Default("5")
          int lingerMillis,
      @Doc("Threads that decode, 1 to 256.") @Default("2") int decodeThreads,
      @Doc("Most decoded images at a time, batchSize to 10000; two batches keep the device busy.")
          @Default("96")
          int decodedImages,
      @Doc("Seconds that one batch may take before the process halts, 1 to 3600.") @Default("60")
          int deviceTimeoutSeconds) {
    public Scorer {
      require("batchSize", batchSize, 1, 1_024);
      require("lingerMillis", lingerMillis, 0, 1_000);
      require("decodeThreads", decodeThreads, 1, 256);
      require("decodedImages", decodedImages, batchSize, 10_000);
      require("deviceTimeoutSeconds", deviceTimeoutSeconds, 1, 3_600);
    }
  }

  /** The endpoint for health and metrics. */
  public record Http(
      @Doc("Address to listen on; 0.0.0.0 for all.") @Default("127.0.0.1") String host,
      @Doc("Port to listen on, 0 for any that is free.") @Default("8080") int port) {
    public Http {
      require("port", port, 0, 65_535);
    }
  }

  /** Bounds of the metrics. */
  public record Metrics(
      @Doc("Feeds that the metrics tell apart, 0 to 1000; the others count together as other.")
          @Default("20")
          int feeds,
      @Doc(
              "Cleared images of one modality and feed that a drift test looks at before the next"
                  + " one begins, 100 to 1000000.")
          @Default("10000")
          int driftImages,
      @Doc("How often a drift test calls drift what is none, in (0, 0.5].") @Default("0.001")
          double driftErrorRate) {
    public Metrics {
      require("feeds", feeds, 0, 1_000);
      require("driftImages", driftImages, 100, 1_000_000);
      if (!(driftErrorRate > 0 && driftErrorRate <= 0.5)) {
        throw new IllegalArgumentException(
            "driftErrorRate must be greater than 0 and at most 0.5, not " + driftErrorRate);
      }
    }

    public MetricsLimits limits() {
      return new MetricsLimits(feeds, driftImages, driftErrorRate);
    }
  }

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
