package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.JsonText;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench soak}: what a stream takes of the machine as images go by. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Judges many images through a broker and the app, and records on the way the memory and the",
      "threads of the process that both run in. Each point follows a full garbage collection."
    })
final class SoakBench implements Callable<Integer> {
  private static final int POINTS = 40;

  @Mixin private StreamInput input;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "200000",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int images;

  @Override
  public Integer call() throws InterruptedException {
    if (images < 100 * POINTS) {
      throw new RefusedException("give at least --images " + 100 * POINTS);
    }
    input.measure(this::measure);
    return 0;
  }

  private byte[] measure(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException {
    ObjectNode json =
        JsonText.object().put("benchmark", "soak").put("bundle", Bundle.read(plan.bundle()).id());
    plan.describe(json);
    json.put("images", images);
    ArrayNode curve = json.putArray("curve");
    int step = images / POINTS;
    try (StreamRig rig = StreamRig.start(plan, corpus, work)) {
      for (int judged = step; judged <= images; judged += step) {
        double rate = rig.lane().backlog(step).perSecond();
        Runtime.getRuntime().gc();
        long resident = ProcessUse.residentMiB();
        curve
            .addObject()
            .put("images", judged)
            .put("imagesPerSecond", Math.round(rate))
            .put("residentMiB", resident)
            .put("heapMiB", ProcessUse.heapMiB())
            .put("nativeMiB", resident - ProcessUse.committedHeapMiB())
            .put("threads", ProcessUse.threads());
        System.err.printf(
            Locale.ROOT, "%d of %d: %.0f images/s, %d MiB%n", judged, images, rate, resident);
      }
    }
    return JsonText.pretty(json);
  }
}
