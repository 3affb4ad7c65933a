package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What each stage that is Lazaret's own Java takes of an image, on one thread. */
final class Stages {
  private static final int LEAST_ROUNDS = 9;

  private final Bundle bundle;
  private final List<byte[]> files;
  private final List<Pixels> pixels;
  private final List<Levels> levels;
  private final List<Features> features;
  private final List<Double> decode = new ArrayList<>();
  private final List<Double> preprocess = new ArrayList<>();
  private final List<Double> views = new ArrayList<>();
  private final List<Double> detectors = new ArrayList<>();

  Stages(Bundle bundle, Backbone backbone, List<byte[]> files) {
    this.bundle = bundle;
    this.files = files;
    this.pixels = files.stream().map(Stages::decode).toList();
    this.levels = pixels.stream().map(bundle.preprocessing()::apply).toList();
    this.features = backbone.run(levels.stream().map(this::prepared).toList());
  }

  /** Times all stages so often. */
  void measure() {
    for (int round = 0; round < LEAST_ROUNDS; round++) {
      decode.add(micros(files, Stages::decode));
      preprocess.add(micros(pixels, bundle.preprocessing()::apply));
      views.add(micros(levels, this::prepared));
      detectors.add(micros(features, this::scores));
    }
  }

  /** Writes the medians in microseconds. */
  void report(ObjectNode json) {
    json.put("decode", median(decode))
        .put("preprocess", median(preprocess))
        .put("views", median(views))
        .put("detectors", median(detectors));
  }

  private static long median(List<Double> values) {
    return Math.round(Medians.of(values));
  }

  private static <T> double micros(List<T> values, Consumer<T> stage) {
    long start = System.nanoTime();
    values.forEach(stage);
    return (System.nanoTime() - start) / 1e3 / values.size();
  }

  private static Pixels decode(byte[] file) {
    return ImageCodecs.decode(file, Optional.empty(), DecodeLimits.DEFAULT)
        .fold(
            found -> found,
            malformed -> {
              throw new IllegalStateException(malformed.detail());
            });
  }

  private Prepared prepared(Levels image) {
    return Prepared.of(image, bundle.views(), bundle.needsGradients());
  }

  private double scores(Features found) {
    double sum = 0;
    for (Detector detector : bundle.detectors()) {
      sum += detector.score(found);
    }
    return sum;
  }
}
