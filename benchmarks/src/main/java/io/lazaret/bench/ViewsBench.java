package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.model.view.View;
import io.lazaret.core.wire.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lazaret bench views}: what each view of a bundle costs. */
@Command(
    name = "views",
    mixinStandardHelpOptions = true,
    description = {
      "Times each view of a bundle, and the network with none to all of them.",
      "Interleaved; medians of nine rounds, in microseconds an image."
    })
final class ViewsBench implements Callable<Integer> {
  private static final int ROUNDS = 9;
  private static final int IMAGES = 64;
  private static final int BATCH = 32;

  @Mixin private BenchInput input;

  @Override
  public Integer call() {
    Bundle bundle = Bundle.read(input.bundle());
    List<Pixels> phantoms = BenchInput.phantoms(IMAGES);
    List<Levels> images = phantoms.stream().map(bundle.preprocessing()::apply).toList();
    List<View> views = bundle.views();
    double[][] viewTimes = new double[views.size()][ROUNDS];
    double[][] forwardTimes = new double[views.size() + 1][ROUNDS];
    try (Backbone backbone = DjlBackbone.load(bundle.architecture(), bundle.weights(), "auto")) {
      for (int round = -2; round < ROUNDS; round++) { // two rounds warm up
        for (int i = 0; i <= views.size(); i++) {
          double forward = forward(backbone, images, views.subList(0, i));
          double view = i < views.size() ? time(images, views.get(i)) : 0;
          if (round >= 0) {
            forwardTimes[i][round] = forward;
            if (i < views.size()) {
              viewTimes[i][round] = view;
            }
          }
        }
      }
    }
    input.write(report(bundle, viewTimes, forwardTimes));
    return 0;
  }

  private static byte[] report(Bundle bundle, double[][] viewTimes, double[][] forwardTimes) {
    ObjectNode json = JsonText.object().put("benchmark", "views").put("bundle", bundle.id());
    json.put("forwardMicros", Medians.of(forwardTimes[0]));
    ArrayNode rows = json.putArray("views");
    for (int i = 0; i < viewTimes.length; i++) {
      rows.addObject()
          .put("view", bundle.views().get(i).name())
          .put("transformMicros", Medians.of(viewTimes[i]))
          .put("forwardMicrosWithThisAndAllBefore", Medians.of(forwardTimes[i + 1]));
    }
    return JsonText.pretty(json);
  }

  private static double time(List<Levels> images, View view) {
    long start = System.nanoTime();
    for (Levels image : images) {
      view.apply(image);
    }
    return (System.nanoTime() - start) / 1e3 / images.size();
  }

  private static double forward(Backbone backbone, List<Levels> images, List<View> views) {
    List<List<Prepared>> batches = new ArrayList<>();
    for (int from = 0; from < images.size(); from += BATCH) {
      batches.add(
          images.subList(from, Math.min(images.size(), from + BATCH)).stream()
              .map(image -> Prepared.of(image, views))
              .toList());
    }
    long start = System.nanoTime();
    batches.forEach(backbone::run);
    return (System.nanoTime() - start) / 1e3 / images.size();
  }
}
