package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The experiments that a recipe can name. */
public final class Experiments {

  /** Every known experiment. */
  public static final List<Experiment> ALL =
      List.of(
          new CalibrationExperiment(),
          new LeaksExperiment(),
          new ClassesExperiment(),
          new CapacityExperiment(),
          new OriginExperiment(),
          new SweepExperiment(),
          new SeparabilityExperiment(),
          new AttentionExperiment(),
          new ViewsExperiment(),
          new UniversalExperiment(),
          new AdaptiveExperiment());

  private Experiments() {}

  /**
   * The experiments of a recipe.
   *
   * @throws RefusedException when it names one that there is not
   */
  public static List<Experiment> of(Recipe recipe) {
    return recipe.experiments().stream().map(Experiments::named).toList();
  }

  /**
   * The experiments of a recipe, and the one of the reference code's protocol.
   *
   * @throws RefusedException when it names one that there is not
   */
  public static List<Experiment> withLeaks(Recipe recipe) {
    return Stream.concat(of(recipe).stream(), Stream.of(named(LeaksExperiment.NAME)))
        .distinct()
        .toList();
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

  /**
   * Checks a size of perturbations.
   *
   * @throws RefusedException when there is no such size
   */
  static void checkLevels(Recipe recipe, String experiment, double levels) {
    try {
      ThreatModel.linfLevels(levels);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': '" + experiment + "': " + e.getMessage(), e);
    }
  }
}
