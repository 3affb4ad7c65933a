package io.lazaret.lab.fit;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Features;
import java.util.List;
import java.util.stream.Collectors;

/** The detectors that a recipe can name. */
public final class DetectorTrainers {

  /** Every known detector. */
  public static final List<DetectorTrainer> ALL =
      List.of(
          new Supervised("consistency", Statistics.CONSISTENCY, new LogisticRegression(0.1)),
          // Ma et al. (2021): a random forest of 30 trees on the penultimate features
          new Supervised("dfeat", Statistics.PENULTIMATE, new RandomForest(30)),
          // of the filter's numbers no single one is linear in the size of a perturbation
          new Supervised("gradient-filter", Statistics.GRADIENT_FILTER, new RandomForest(300)),
          new Supervised("combined", Statistics.CONSISTENCY_AND_GRADIENT, new RandomForest(300)));

  private DetectorTrainers() {}

  /**
   * The trainer of a name.
   *
   * @throws RefusedException when there is none
   */
  public static DetectorTrainer named(String name) {
    return ALL.stream()
        .filter(trainer -> trainer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown detector '"
                        + name
                        + "'; known are "
                        + ALL.stream()
                            .map(DetectorTrainer::name)
                            .collect(Collectors.joining(", "))));
  }

  /** A classifier on one row of statistics. */
  private record Supervised(String name, Statistics statistics, ClassifierTrainer classifier)
      implements DetectorTrainer {
    @Override
    public Detector fit(List<Features> harmless, List<Features> attacked, long seed) {
      double[][] rows = new double[harmless.size() + attacked.size()][];
      boolean[] suspicious = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        boolean attack = i >= harmless.size();
        suspicious[i] = attack;
        rows[i] = statistics.of(attack ? attacked.get(i - harmless.size()) : harmless.get(i));
      }
      return new Detector(name, statistics, classifier.fit(rows, suspicious, seed));
    }
  }
}
