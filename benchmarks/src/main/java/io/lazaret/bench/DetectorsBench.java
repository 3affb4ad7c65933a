package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench detectors}: what each further detector of a bundle costs. */
@Command(
    name = "detectors",
    mixinStandardHelpOptions = true,
    description = {
      "Judges images with the first detector of a bundle, with the first two, and so on to all of",
      "them: preprocessing, views, network (with its gradient once a detector looks at it) and",
      "detectors, on one thread, without Kafka. In turns; medians of the rounds."
    })
final class DetectorsBench implements Callable<Integer> {
  private static final int BATCH = 32;
  private static final int WARM_UP = 3;

  @Mixin private BenchInput input;

  @Option(
      names = "--batches",
      paramLabel = "N",
      defaultValue = "6",
      description = "batches of 32 images in one turn (default: ${DEFAULT-VALUE})")
  private int batches;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "how often (default: ${DEFAULT-VALUE})")
  private int rounds;

  /** The first detectors of the bundle, and what judging with them took. */
  private static final class Turn {
    private final List<Detector> detectors;
    private final boolean gradients;
    private final List<Double> millis = new ArrayList<>();
    private final List<Double> lastMicros = new ArrayList<>();

    Turn(List<Detector> detectors) {
      this.detectors = detectors;
      this.gradients =
          detectors.stream().anyMatch(detector -> detector.statistics().needsGradients());
    }
  }

  @Override
  public Integer call() {
    Bundle bundle = Bundle.read(input.bundle());
    List<Pixels> images = BenchInput.phantoms(BATCH);
    List<Turn> turns = new ArrayList<>();
    for (int count = 1; count <= bundle.detectors().size(); count++) {
      turns.add(new Turn(bundle.detectors().subList(0, count)));
    }
    ObjectNode json = JsonText.object().put("benchmark", "detectors").put("bundle", bundle.id());
    try (Backbone backbone = DjlBackbone.load(bundle.architecture(), bundle.weights(), "auto")) {
      json.put("device", backbone.device());
      for (int round = -WARM_UP; round < rounds; round++) {
        for (Turn turn : turns) {
          measure(turn, bundle, backbone, images, round >= 0);
        }
      }
    }
    json.put("processors", Runtime.getRuntime().availableProcessors())
        .put("batchSize", BATCH)
        .put("images", BATCH * batches)
        .put("rounds", rounds);
    report(json.putArray("detectors"), turns);
    input.write(JsonText.pretty(json));
    return 0;
  }

  private void measure(
      Turn turn, Bundle bundle, Backbone backbone, List<Pixels> images, boolean counts) {
    List<Features> features = List.of();
    long start = System.nanoTime();
    for (int batch = 0; batch < batches; batch++) {
      List<Prepared> prepared =
          images.stream()
              .map(bundle.preprocessing()::apply)
              .map(levels -> Prepared.of(levels, bundle.views(), turn.gradients))
              .toList();
      features = backbone.run(prepared);
      for (Detector detector : turn.detectors) {
        features.forEach(detector::score);
      }
    }
    double all = (System.nanoTime() - start) / 1e6 / (BATCH * batches);
    Detector last = turn.detectors.get(turn.detectors.size() - 1);
    start = System.nanoTime();
    features.forEach(last::score);
    if (counts) {
      turn.millis.add(all);
      turn.lastMicros.add((System.nanoTime() - start) / 1e3 / BATCH);
    }
  }

  private static void report(ArrayNode rows, List<Turn> turns) {
    for (Turn turn : turns) {
      rows.addObject()
          .put("count", turn.detectors.size())
          .put("added", turn.detectors.get(turn.detectors.size() - 1).name())
          .put("gradient", turn.gradients)
          .put("addedMicros", Medians.of(turn.lastMicros))
          .put("millisOfAnImage", Medians.hundredths(doubles(turn.millis)));
    }
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
