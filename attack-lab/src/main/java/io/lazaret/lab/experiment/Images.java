package io.lazaret.lab.experiment;

import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.data.Sample;
import java.util.List;

/** Samples as attacks take them. */
final class Images {
  private Images() {}

  /** Intensities in [0, 1]. */
  static float[][] of(List<Sample> samples) {
    return samples.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new);
  }

  /** Any class but each sample's own. */
  static List<Goal> goals(List<Sample> samples) {
    return samples.stream().map(sample -> Goal.untargeted(sample.label())).toList();
  }
}
