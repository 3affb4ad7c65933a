package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench engines}: the same network, computed by PyTorch and by ONNX Runtime. */
@Command(
    name = "engines",
    mixinStandardHelpOptions = true,
    description = {
      "Times the forward passes of a bundle's network, views included, on the CPU, by ONNX Runtime",
      "and by PyTorch in turns, and says how far their numbers are apart. Medians of the rounds and",
      "of their ratios. Needs a build with the Maven profile onnxruntime."
    })
final class EnginesBench implements Callable<Integer> {
  private static final int BATCH = 32;
  private static final int WARM_UP = 3;

  @Mixin private BenchInput input;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "20",
      description = "batches of 32 images in one turn (default: ${DEFAULT-VALUE})")
  private int batches;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "how often (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Override
  public Integer call() {
    Bundle bundle = Bundle.read(input.bundle());
    List<Prepared> batch =
        BenchInput.phantoms(BATCH).stream()
            .map(pixels -> Prepared.of(bundle.preprocessing().apply(pixels), bundle.views()))
            .toList();
    List<TimedPair> pairs = new ArrayList<>();
    double apart;
    try (DjlBackbone onnx = load(bundle, Engine.ONNXRUNTIME);
        DjlBackbone pytorch = load(bundle, Engine.PYTORCH)) {
      apart = apart(onnx.run(batch), pytorch.run(batch));
      for (int i = 0; i < WARM_UP; i++) {
        onnx.run(batch);
        pytorch.run(batch);
      }
      for (int round = 1; round <= rounds; round++) {
        TimedPair pair = new TimedPair(timed(onnx, batch), timed(pytorch, batch));
        pairs.add(pair);
        System.err.printf(
            Locale.ROOT,
            "round %d of %d: onnxruntime %.0f, pytorch %.0f images/s%n",
            round,
            rounds,
            images() / pair.ours().wall(),
            images() / pair.theirs().wall());
      }
    }
    ObjectNode json = JsonText.object().put("benchmark", "engines").put("bundle", bundle.id());
    json.put("processors", Runtime.getRuntime().availableProcessors())
        .put("planes", batch.get(0).planes())
        .put("batchSize", BATCH)
        .put("images", images())
        .put("rounds", rounds)
        .put("largestDifference", apart);
    TimedPair.report(
        json.putObject("imagesPerSecond"),
        "onnxruntime",
        "pytorch",
        pairs,
        images(),
        TimedPair.Seconds::wall);
    TimedPair.report(
        json.putObject("imagesPerProcessorSecond"),
        "onnxruntime",
        "pytorch",
        pairs,
        images(),
        TimedPair.Seconds::cpu);
    input.write(JsonText.pretty(json));
    return 0;
  }

  private int images() {
    return BATCH * batches;
  }

  private static DjlBackbone load(Bundle bundle, Engine engine) {
    return DjlBackbone.load(bundle.architecture(), bundle.weights(), engine, "cpu");
  }

  private TimedPair.Seconds timed(DjlBackbone backbone, List<Prepared> batch) {
    return TimedPair.Seconds.of(
        () -> {
          for (int i = 0; i < batches; i++) {
            backbone.run(batch);
          }
        });
  }

  /** The largest difference of two numbers, relative to one plus their size. */
  private static double apart(List<Features> ours, List<Features> theirs) {
    double apart = 0;
    for (int image = 0; image < ours.size(); image++) {
      for (int plane = 0; plane <= ours.get(image).views(); plane++) {
        float[] our = ours.get(image).row(plane);
        float[] their = theirs.get(image).row(plane);
        for (int i = 0; i < our.length; i++) {
          apart = Math.max(apart, Math.abs(our[i] - their[i]) / (1 + Math.abs(their[i])));
        }
      }
    }
    return apart;
  }
}
