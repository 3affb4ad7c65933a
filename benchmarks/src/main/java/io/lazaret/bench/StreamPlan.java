package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import io.lazaret.core.model.Engine;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How a stream is run that is measured.
 *
 * @param bundle the bundle that judges
 * @param engine what computes the network
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param partitions of each topic
 * @param batchSize most images in a batch
 * @param decodeThreads threads that decode
 * @param streamThreads threads of each instance that read from and write to Kafka
 * @param instances apps that share the partitions
 * @param imageBytes bytes of the largest image
 */
record StreamPlan(
    Path bundle,
    Engine engine,
    String device,
    int partitions,
    int batchSize,
    int decodeThreads,
    int streamThreads,
    int instances,
    int imageBytes) {
  private static final int PIXELS_PER_BYTE = 4;
  private static final long MOST_PIXELS = 4096L * 4096;

  StreamPlan with(int otherPartitions, int otherInstances) {
    return new StreamPlan(
        bundle,
        engine,
        device,
        otherPartitions,
        batchSize,
        decodeThreads,
        streamThreads,
        otherInstances,
        imageBytes);
  }

  StreamPlan withImagesOf(int bytes) {
    return new StreamPlan(
        bundle,
        engine,
        device,
        partitions,
        batchSize,
        decodeThreads,
        streamThreads,
        instances,
        bytes);
  }

  /** The settings of one instance. */
  AppConfig app(String bootstrap, String modality, Path work, int instance) {
    String text =
        String.join(
            "\n",
            "kafka:",
            "  bootstrapServers: '" + bootstrap + "'",
            "  applicationId: lazaret-bench",
            "  streamThreads: " + streamThreads,
            "bundles:",
            "  '" + modality + "': '" + bundle.toAbsolutePath() + "'",
            "device: " + device,
            "engine: " + engine.name().toLowerCase(Locale.ROOT),
            "limits:",
            "  imageBytes: " + imageBytes,
            "  pixels: " + Math.min(MOST_PIXELS, (long) PIXELS_PER_BYTE * imageBytes),
            "scorer:",
            "  batchSize: " + batchSize,
            "  decodeThreads: " + decodeThreads,
            "  decodedImages: " + Math.max(96, 3 * batchSize),
            "http: {port: 0}",
            "stateDirectory: '" + work.resolve("state-" + instance) + "'");
    return Settings.parse("bench", text, work, AppConfig.class);
  }

  /** Writes what a result depends on. */
  void describe(ObjectNode json) {
    json.put("processors", Runtime.getRuntime().availableProcessors())
        .put("java", Runtime.version().feature())
        .put("partitions", partitions)
        .put("batchSize", batchSize)
        .put("decodeThreads", decodeThreads)
        .put("streamThreads", streamThreads)
        .put("instances", instances);
  }
}
