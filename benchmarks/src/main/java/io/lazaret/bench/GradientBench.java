package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.wire.JsonText;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lazaret bench gradient}: what the gradient filter costs. */
@Command(
    name = "gradient",
    mixinStandardHelpOptions = true,
    description = {
      "Times the app's path with and without the gradient filter, and the filter's arithmetic alone.",
      "Interleaved; medians of five rounds, in microseconds an image."
    })
final class GradientBench implements Callable<Integer> {
  private static final int ROUNDS = 5;
  private static final int IMAGES = 96;
  private static final int BATCH = 32;
  private static final List<Geometry> GEOMETRIES =
      List.of(new Geometry(1, 64, 64), new Geometry(1, 96, 96), new Geometry(3, 160, 160));

  @Mixin private BenchInput input;

  @Override
  public Integer call() {
    Bundle bundle = Bundle.read(input.bundle());
    List<Levels> images =
        BenchInput.phantoms(IMAGES).stream().map(bundle.preprocessing()::apply).toList();
    double[][] prepare = new double[2][ROUNDS];
    double[][] device = new double[2][ROUNDS];
    ObjectNode json = JsonText.object().put("benchmark", "gradient").put("bundle", bundle.id());
    try (Backbone backbone = DjlBackbone.load(bundle.architecture(), bundle.weights(), "auto")) {
      json.put("device", backbone.device());
      for (int round = -2; round < ROUNDS; round++) { // two rounds warm up
        for (int with = 0; with < 2; with++) {
          long start = System.nanoTime();
          List<List<Prepared>> batches = batches(images, bundle, with == 1);
          long prepared = System.nanoTime();
          batches.forEach(backbone::run);
          if (round >= 0) {
            prepare[with][round] = micros(start, prepared);
            device[with][round] = micros(prepared, System.nanoTime());
          }
        }
      }
    }
    report(json.putObject("without"), prepare[0], device[0]);
    report(json.putObject("with"), prepare[1], device[1]);
    json.put(
        "deviceTimeRatio", Math.round(100 * Medians.of(device[1]) / Medians.of(device[0])) / 100.0);
    filter(json.putArray("filter"));
    input.write(JsonText.pretty(json));
    return 0;
  }

  private static List<List<Prepared>> batches(
      List<Levels> images, Bundle bundle, boolean gradients) {
    List<List<Prepared>> batches = new ArrayList<>();
    for (int from = 0; from < images.size(); from += BATCH) {
      batches.add(
          images.subList(from, from + BATCH).stream()
              .map(image -> Prepared.of(image, bundle.views(), gradients))
              .toList());
    }
    return batches;
  }

  private static double micros(long start, long end) {
    return (end - start) / 1e3 / IMAGES;
  }

  private static void report(ObjectNode json, double[] prepare, double[] device) {
    json.put("prepareMicros", Medians.of(prepare))
        .put("deviceMicros", Medians.of(device))
        .put("deviceImagesPerSecond", Math.round(1e6 / Medians.of(device)));
  }

  /** The arithmetic on the device thread, without the network. */
  private static void filter(ArrayNode rows) {
    for (Geometry geometry : GEOMETRIES) {
      byte[] noise = new byte[geometry.size()];
      Random random = new Random(1);
      random.nextBytes(noise);
      Prepared image = Prepared.of(new Levels(geometry, noise), List.of(), true);
      FloatBuffer gradients = FloatBuffer.allocate(2 * geometry.size());
      IntStream.range(0, gradients.capacity())
          .forEach(i -> gradients.put(i, (float) random.nextGaussian()));
      GradientFilter filter = new GradientFilter(geometry.size());
      double[] times = new double[ROUNDS];
      for (int round = -2; round < ROUNDS; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < IMAGES; i++) {
          filter.row(image, gradients.rewind(), 1);
        }
        if (round >= 0) {
          times[round] = micros(start, System.nanoTime());
        }
      }
      rows.addObject()
          .put("channels", geometry.channels())
          .put("side", geometry.height())
          .put("filterMicros", Medians.of(times));
    }
  }
}
