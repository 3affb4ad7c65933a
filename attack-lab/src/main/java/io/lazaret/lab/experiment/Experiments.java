package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import java.util.List;
import java.util.stream.Collectors;

/** The experiments that a recipe can name. */
public final class Experiments {

  /** Every known experiment. */
  public static final List<Experiment> ALL =
      List.of(new CalibrationExperiment(), new AdaptiveExperiment());

  private Experiments() {}

  /**
   * The experiments of a recipe.
   *
   * @throws RefusedException when it names one that there is not
   */
  public static List<Experiment> of(Recipe recipe) {
    return recipe.experiments().stream().map(Experiments::named).toList();
  }

  private static Experiment named(String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown experiment '"
                        + name
                        + "'; known are "
                        + ALL.stream().map(Experiment::name).collect(Collectors.joining(", "))));
  }
}
