package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.wire.JsonText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench memory}: the process's memory as images go by. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Judges many images and records resident and heap memory on the way.")
final class MemoryBench implements Callable<Integer> {
  private static final int BATCH = 32;
  private static final int POINTS = 20;

  @Mixin private BenchInput input;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "20000",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int images;

  @Override
  public Integer call() {
    List<Pixels> phantoms = BenchInput.phantoms(BATCH);
    ObjectNode json = JsonText.object();
    ArrayNode curve = json.put("benchmark", "memory").putArray("curve");
    try (BundleAssessor assessor = BundleAssessor.open(input.bundle(), "auto", 0.01)) {
      json.put("bundle", assessor.bundle()).put("device", assessor.device());
      for (int judged = 0, point = 0; judged < images; judged += BATCH) {
        assessor.assess(phantoms.parallelStream().map(assessor::prepare).toList());
        if ((long) (judged + BATCH) * POINTS / images > point) {
          point++;
          Runtime.getRuntime().gc();
          curve
              .addObject()
              .put("images", judged + BATCH)
              .put("residentMiB", ProcessUse.residentMiB())
              .put("heapMiB", ProcessUse.heapMiB());
        }
      }
    }
    input.write(JsonText.pretty(json));
    return 0;
  }
}
