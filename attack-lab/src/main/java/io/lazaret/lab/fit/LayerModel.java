package io.lazaret.lab.fit;

import io.lazaret.core.detect.LinearModel;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.Function;

/** What stands on top of one number for each layer. */
final class LayerModel {
  /** LIBLINEAR's C: a handful of layers needs little penalty. */
  private static final LogisticRegression CLASSIFIER = new LogisticRegression(1);

  private LayerModel() {}

  /**
   * Logistic regression where attacks are known; otherwise the sum of the layers' numbers, each
   * standardised over images that nobody attacked.
   *
   * @param detector who needs it
   * @param layers a number for each layer, larger = more suspicious, of an example's row
   */
  static LinearModel fit(
      String detector,
      FitSet examples,
      Function<double[], double[]> layers,
      boolean supervised,
      long seed) {
    examples.require(detector, Kind.CLEAN);
    if (supervised) {
      examples.require(detector, Kind.ATTACKED);
      return CLASSIFIER.fit(numbers(examples.rows(), layers), examples.attacked(), seed);
    }
    double[][] harmless = numbers(examples.rows(Kind.CLEAN, Kind.HARMLESS), layers);
    Moments moments = Moments.of(harmless);
    return new LinearModel(
        moments.means(), moments.deviations(), Collections.nCopies(moments.means().size(), 1.0), 0);
  }

  private static double[][] numbers(double[][] rows, Function<double[], double[]> layers) {
    return Arrays.stream(rows).map(layers).toArray(double[][]::new);
  }
}
