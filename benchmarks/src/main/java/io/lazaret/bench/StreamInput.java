package io.lazaret.bench;

import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.model.Engine;
import io.lazaret.lab.study.PhantomCorpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the measurements of a stream run on: a bundle, images for it, and the app's settings. */
final class StreamInput {
  private static final int PHANTOMS = 256;
  private static final int SEED = 17;
  private static final int IMAGE_BYTES = 1_000_000;

  @Mixin private BenchInput input;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a corpus of images for the bundle (default: fresh phantoms)")
  private @Nullable Path data;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or gpu (default: ${DEFAULT-VALUE})")
  private String device;

  @Option(
      names = "--engine",
      defaultValue = "pytorch",
      description = "pytorch or onnxruntime (default: ${DEFAULT-VALUE})")
  private Engine engine;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "of each topic (default: ${DEFAULT-VALUE})")
  private int partitions;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      description = "most images in a batch (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--decode-threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "threads that decode (default: ${DEFAULT-VALUE})")
  private int decodeThreads;

  @Option(
      names = "--stream-threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "threads that read from and write to Kafka (default: ${DEFAULT-VALUE})")
  private int streamThreads;

  /** Something that is measured in a directory of its own, which is removed afterwards. */
  @FunctionalInterface
  interface Measurement {
    byte[] in(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException;
  }

  /** Makes the images, measures, and writes the result. */
  void measure(Measurement measurement) throws InterruptedException {
    if (partitions < 1 || partitions > 1_000) {
      throw new RefusedException("--partitions " + partitions + ": must be 1 to 1000");
    }
    StreamPlan plan =
        new StreamPlan(
            input.bundle(),
            engine,
            device,
            partitions,
            batchSize,
            decodeThreads,
            streamThreads,
            1,
            IMAGE_BYTES);
    Path work = temporary();
    try {
      input.write(measurement.in(plan, corpus(work), work));
    } finally {
      delete(work);
    }
  }

  private Corpus corpus(Path work) {
    return data == null
        ? new PhantomCorpus(input.bundle(), PHANTOMS, 0, "FGSM", 1, SEED, device)
            .write(work.resolve("corpus"), done -> {})
        : Corpus.read(data);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("lazaret-bench");
    } catch (IOException e) {
      throw new RefusedException("no temporary directory can be made: " + e.getMessage(), e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
