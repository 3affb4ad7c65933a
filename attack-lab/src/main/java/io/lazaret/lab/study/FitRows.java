package io.lazaret.lab.study;

import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Features;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.fit.FitSet;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.List;

/** The images of the fitting side as they are collected, and their rows of any statistics. */
final class FitRows {
  private record Image(Kind kind, String group, Features features) {}

  private final List<Image> images = new ArrayList<>();

  /** Adds images of one kind with their features. */
  void add(Kind kind, List<Sample> samples, List<Features> features) {
    for (int i = 0; i < samples.size(); i++) {
      images.add(new Image(kind, samples.get(i).group(), features.get(i)));
    }
  }

  int size() {
    return images.size();
  }

  FitSet of(Statistics statistics) {
    return new FitSet(
        images.stream()
            .map(each -> new Example(statistics.of(each.features()), each.group(), each.kind()))
            .toList());
  }
}
