package io.lazaret.app.config;

import io.lazaret.app.topology.RecordLimits;
import io.lazaret.app.topology.Topics;
import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import io.lazaret.core.image.DecodeLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settings of the app, as they stand in its file. */
public record AppConfig(
    @Doc("Kafka.") Kafka kafka,
    @Doc("Topics.") Topics topics,
    @Doc("The bundle's directory for each modality, as the feeds name it in ce_modality.")
        @Default("")
        Map<String, Path> bundles,
    @Doc("Share of clean images that may be called suspect, in (0, 1).") @Default("0.01")
        double falsePositiveRate,
    @Doc("Limits of an image.") Limits limits,
    @Doc("The scorer.") Scorer scorer,
    @Doc("Where the networks run; auto takes a GPU when there is one.") @Default("auto")
        Device device,
    @Doc("The endpoint for health and metrics.") Http http,
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
    if (kafka.maxWaitSeconds() <= scorer.deviceTimeoutSeconds()) {
      throw new IllegalArgumentException(
          "scorer.deviceTimeoutSeconds must be less than half of max.poll.interval.ms, "
              + kafka.maxWaitSeconds()
              + " s, not "
              + scorer.deviceTimeoutSeconds());
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
    private static final String MAX_POLL_INTERVAL = "max.poll.interval.ms";
    private static final int DEFAULT_MAX_POLL_INTERVAL = 300_000;

    public Kafka {
      require("streamThreads", streamThreads, 1, 64);
      require("commitIntervalMillis", commitIntervalMillis, 10, 30_000);
      if (!List.of("exactly_once_v2", "at_least_once").contains(processingGuarantee)) {
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
      String given =
          properties.getOrDefault(
              "main.consumer." + MAX_POLL_INTERVAL,
              properties.getOrDefault(
                  "consumer." + MAX_POLL_INTERVAL, properties.get(MAX_POLL_INTERVAL)));
      try {
        return given == null ? DEFAULT_MAX_POLL_INTERVAL : Integer.parseInt(given);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "properties: " + MAX_POLL_INTERVAL + " must be a whole number, not '" + given + "'", e);
      }
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

    public DecodeLimits decodeLimits() {
      return new DecodeLimits(imageBytes, width, height, pixels);
    }

    public RecordLimits recordLimits() {
      return RecordLimits.forImages(imageBytes);
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

  private static void require(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
