package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.JsonText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench latency}: how long an image is on its way. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what the stream can do with a backlog, then sends images at shares of that rate:",
      "milliseconds from the image's append to its verdict's append, and to a reader of committed",
      "records, which waits for the commit as well. The feed shares this machine's processors."
    })
final class LatencyBench implements Callable<Integer> {
  private static final int LEAST_IMAGES = 100;

  @Mixin private StreamInput input;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "4000",
      description = "images of one run (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "30000",
      description = "images that go first and do not count (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--load",
      paramLabel = "SHARE",
      split = ",",
      defaultValue = "0.5,0.8",
      description = "of what the stream can do (default: ${DEFAULT-VALUE})")
  private List<Double> loads;

  @Override
  public Integer call() throws InterruptedException {
    if (images < LEAST_IMAGES
        || warmUp < LEAST_IMAGES
        || loads.stream().anyMatch(load -> !(load > 0 && load <= 1))) {
      throw new RefusedException(
          "give at least --images and --warm-up "
              + LEAST_IMAGES
              + ", and loads above 0 and up to 1");
    }
    input.measure(this::measure);
    return 0;
  }

  private byte[] measure(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException {
    ObjectNode json =
        JsonText.object()
            .put("benchmark", "latency")
            .put("bundle", Bundle.read(plan.bundle()).id());
    plan.describe(json);
    json.put("images", images);
    try (StreamRig rig = StreamRig.start(plan, corpus, work)) {
      rig.lane().backlog(warmUp);
      double capacity = rig.lane().backlog(images).perSecond();
      json.put("capacityImagesPerSecond", Math.round(capacity));
      ArrayNode rows = json.putArray("loads");
      for (double load : loads) {
        StreamRun run = rig.lane().live(images, load * capacity);
        rows.addObject()
            .put("load", load)
            .put("imagesPerSecond", Math.round(load * capacity))
            .put("p50Millis", run.quantile(Passage::judgingMillis, 0.5))
            .put("p99Millis", run.quantile(Passage::judgingMillis, 0.99))
            .put("visibleP50Millis", run.quantile(Passage::visibleMillis, 0.5))
            .put("visibleP99Millis", run.quantile(Passage::visibleMillis, 0.99));
      }
    }
    return JsonText.pretty(json);
  }
}
