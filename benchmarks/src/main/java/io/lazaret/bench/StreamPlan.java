package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import java.nio.file.Path;

/**
 * How a stream is run that is measured.
 *
 * @param bundle the bundle that judges
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param partitions of each topic
 * @param batchSize most images in a batch
 * @param decodeThreads threads that decode
 * @param streamThreads threads that read from and write to Kafka
 */
record StreamPlan(
    Path bundle,
    String device,
    int partitions,
    int batchSize,
    int decodeThreads,
    int streamThreads) {

  /** The settings of the app. */
  AppConfig app(String bootstrap, String modality, Path work) {
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
            "limits: {imageBytes: 1000000, pixels: 4000000}",
            "scorer:",
            "  batchSize: " + batchSize,
            "  decodeThreads: " + decodeThreads,
            "  decodedImages: " + Math.max(96, 3 * batchSize),
            "http: {port: 0}",
            "stateDirectory: '" + work.resolve("state") + "'");
    return Settings.parse("bench", text, work, AppConfig.class);
  }

  /** Writes what a result depends on. */
  void describe(ObjectNode json) {
    json.put("processors", Runtime.getRuntime().availableProcessors())
        .put("java", Runtime.version().feature())
        .put("partitions", partitions)
        .put("batchSize", batchSize)
        .put("decodeThreads", decodeThreads)
        .put("streamThreads", streamThreads);
  }
}
