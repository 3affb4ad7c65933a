package io.lazaret.lab.study;

import io.lazaret.core.Required;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.fit.DetectorTrainers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * About how much a study has to compute, for the time that is left. Counted in passes: one image
 * through the study's network, forwards. An attack counts the images of a side as if all were read
 * correctly.
 *
 * @param parts in the order in which they are worked on
 */
public record Workload(List<Part> parts) {
  /** What an image of a training step costs: forwards, backwards, and how it is turned and cut. */
  private static final int TRAINING = 4;

  /** What is done under one seed, in this order. */
  static final String NETWORK = "the network";

  static final String FITTING = "detectors";
  static final String CALIBRATING = "calibration";
  static final String TESTING = "harmless changes";
  static final String ATTACKING = "attacks";

  /** What is done for all seeds together, before and after the experiments. */
  static final String EVALUATING = "evaluation";

  static final String CORPUS = "corpus";

  /**
   * A part.
   *
   * @param passes at least 0
   */
  public record Part(String name, double passes) {}

  public Workload {
    parts = List.copyOf(parts);
  }

  /** The whole of a study. */
  public static Workload of(Recipe recipe, StudyPlan plan, List<Experiment> experiments) {
    List<Part> parts = new ArrayList<>();
    for (long seed : recipe.seeds()) {
      String context = Study.context(recipe, seed);
      Map<Side, List<Specimen>> sides = plan.sides(seed);
      double look = look(recipe);
      double strata = plan.calibrator().strata().size() * look;
      int test = Required.of(sides, Side.TEST).size();
      parts.add(
          new Part(
              context + NETWORK, training(plan.network(), Required.of(sides, Side.TRAIN).size())));
      parts.add(
          new Part(
              context + FITTING,
              fitting(recipe, plan, strata, Required.of(sides, Side.FIT).size())));
      parts.add(
          new Part(context + CALIBRATING, strata * Required.of(sides, Side.CALIBRATE).size()));
      int asSent = recipe.feedAttacks().isEmpty() ? 0 : recipe.encodings().size();
      parts.add(new Part(context + TESTING, (strata + asSent * look) * test));
      parts.add(new Part(context + ATTACKING, attacking(recipe, plan, test)));
    }
    parts.add(new Part(EVALUATING, 0));
    for (Experiment experiment : experiments) {
      parts.add(new Part(experiment.name(), experiment.passes(recipe, plan)));
    }
    parts.add(new Part(CORPUS, corpus(recipe, plan)));
    return new Workload(parts);
  }

  /** All passes together. */
  public double passes() {
    return parts.stream().mapToDouble(Part::passes).sum();
  }

  /** What a detector's look at an image takes: the image, its views, and gradients if need be. */
  public static double look(Recipe recipe) {
    boolean gradients =
        recipe.detectors().stream()
            .anyMatch(name -> DetectorTrainers.named(name).statistics().needsGradients());
    return 1 + recipe.views().size() + (gradients ? 2 * Attack.GRADIENT : 0);
  }

  /** Training a network once; nothing where it is trained already. */
  public static double training(NetworkSource network, int images) {
    return network instanceof NetworkSource.Trained trained
        ? training(trained.training().epochs(), images)
        : 0;
  }

  /** Training a network of the study's size. */
  public static double training(int epochs, int images) {
    return (double) TRAINING * epochs * images;
  }

  /** Attacking images, under each of some sizes. */
  public static double attacking(
      StudyPlan plan, Collection<String> attacks, int sizes, int images) {
    return attacking(plan.dataset().classes().size(), attacks, sizes, images);
  }

  /**
   * Attacking images of another data set.
   *
   * @param classes what its network tells apart
   */
  public static double attacking(int classes, Collection<String> attacks, int sizes, int images) {
    return attacks.stream().mapToDouble(name -> Attacks.named(name).passes(classes)).sum()
        * sizes
        * images;
  }

  /** The test images of the first seed, clean and attacked, are judged once more. */
  private static double corpus(Recipe recipe, StudyPlan plan) {
    int test = Required.of(plan.sides(recipe.seeds().get(0)), Side.TEST).size();
    int sets =
        (recipe.attacks().size() + recipe.feedAttacks().size()) * recipe.epsilonLevels().size();
    return look(recipe) * (1 + sets) * test;
  }

  private static double fitting(Recipe recipe, StudyPlan plan, double strata, int images) {
    double passes = strata * images;
    for (Recipe.FitSection fit : recipe.fits()) {
      int sizes = fit.epsilonLevels().size();
      passes += attacking(plan, fit.attacks(), sizes, images);
      passes += look(recipe) * fit.attacks().size() * sizes * images;
    }
    return passes;
  }

  private static double attacking(Recipe recipe, StudyPlan plan, int images) {
    double passes = 0;
    for (List<String> attacks : List.of(recipe.attacks(), recipe.feedAttacks())) {
      for (String attack : attacks) {
        int sizes = AttackStage.levels(recipe, attack).size();
        int attacked = AttackStage.few(recipe, attack, images);
        passes += attacking(plan, List.of(attack), sizes, attacked);
        passes += look(recipe) * recipe.encodings().size() * sizes * attacked;
      }
    }
    return passes;
  }
}
