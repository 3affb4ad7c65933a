package io.lazaret.lab.study;

import io.lazaret.core.Required;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Images as a feed sends them: at the size they were taken, with the network's channels. */
final class FeedImages {
  private FeedImages() {}

  /** Some samples at the size they were taken, those of one size next to each other. */
  static List<Sample> of(
      List<Sample> samples, List<Specimen> specimens, Preprocessing preprocessing) {
    Map<String, Specimen> byId =
        specimens.stream().collect(Collectors.toMap(Specimen::id, specimen -> specimen));
    return samples.parallelStream()
        .map(sample -> sample.with(atOwnSize(Required.of(byId, sample.id()), preprocessing)))
        .sorted(
            Comparator.comparing((Sample sample) -> sample.image().geometry().height())
                .thenComparing(sample -> sample.image().geometry().width())
                .thenComparing(Sample::id))
        .toList();
  }

  private static Levels atOwnSize(Specimen specimen, Preprocessing preprocessing) {
    Pixels pixels = specimen.source().get();
    Geometry own =
        new Geometry(preprocessing.geometry().channels(), pixels.height(), pixels.width());
    return new Preprocessing(own, preprocessing.kernel()).apply(pixels);
  }

  /** The samples of each size. */
  static List<List<Sample>> bySize(List<Sample> samples) {
    Map<Geometry, List<Sample>> sizes = new LinkedHashMap<>();
    for (Sample sample : samples) {
      sizes.computeIfAbsent(sample.image().geometry(), size -> new ArrayList<>()).add(sample);
    }
    return List.copyOf(sizes.values());
  }
}
