package io.lazaret.lab.fit;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Statistics;
import java.util.List;
import java.util.stream.Collectors;

/** The detectors that a recipe can name. */
public final class DetectorTrainers {

  /** Every known detector. */
  public static final List<DetectorTrainer> ALL =
      List.of(
          new NearBoundary(
              Statistics.PREDICTION,
              new Balanced(
                  "consistency", Statistics.PREDICTION_CONSISTENCY, new LogisticRegression(0.1))),
          new NearBoundary(
              Statistics.PREDICTION,
              new OneClass("consistency-unsupervised", Statistics.PREDICTION_CONSISTENCY)),
          // what Consistency was at first: fooled more easily by what it was not fitted on
          // (decision 0013)
          new Balanced("consistency-deep", Statistics.CONSISTENCY, new LogisticRegression(0.1)),
          // Ma et al. (2021): a random forest of 30 trees on the penultimate features
          new Supervised("dfeat", Statistics.PENULTIMATE, new RandomForest(30)),
          // of the filter's numbers no single one is linear in the size of a perturbation
          new Balanced(
              "gradient-filter", Statistics.GRADIENT_FILTER, new BoostedTrees(150, 0.06, 4)),
          new NearBoundary(
              Statistics.PREDICTION_AND_GRADIENT,
              new Balanced(
                  "combined",
                  Statistics.PREDICTION_CONSISTENCY_AND_GRADIENT,
                  new BoostedTrees(150, 0.06, 4))),
          new OneClass("gradient-filter-unsupervised", Statistics.GRADIENT_FILTER),
          new NearBoundary(
              Statistics.PREDICTION_AND_GRADIENT,
              new OneClass(
                  "combined-unsupervised", Statistics.PREDICTION_CONSISTENCY_AND_GRADIENT)),
          new OneClass("dfeat-unsupervised", Statistics.PENULTIMATE),
          // the same, after Lu et al. (2017): gamma as published, scikit-learn's cost; fitting
          // takes the square of the examples, and nearly all of them become support vectors
          new Supervised("qfeat", Statistics.PENULTIMATE, new BinarySupportVectors(2.8, 1), 1_500),
          new KernelDensityTrainer("kd", 1.0),
          new LocalDimensionTrainer("lid", true),
          new LocalDimensionTrainer("lid-unsupervised", false),
          new MahalanobisTrainer("mahalanobis", true),
          new MahalanobisTrainer("mahalanobis-unsupervised", false));

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
}
