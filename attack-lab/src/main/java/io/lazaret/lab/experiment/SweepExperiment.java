package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.data.Subsample;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Attacker;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much does it take? The share of test images that the network still reads correctly, against
 * the size of the perturbation; as the attack leaves them, and as 8-bit files, where less than half
 * a level does not exist.
 */
public final class SweepExperiment implements Experiment {
  public static final String NAME = "sweep";

  /**
   * One attack at one size.
   *
   * @param epsilon in units of full scale; 0 for images that nobody attacked
   * @param accuracyFloat share of images read correctly before quantisation
   * @param accuracy share of images read correctly as 8-bit files
   * @param n images; those that are misread unattacked count as misread
   */
  public record Row(
      String attack,
      double epsilon,
      @Nullable Estimate accuracyFloat,
      @Nullable Estimate accuracy,
      int n) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    Recipe.SweepSection section = recipe.sweep();
    if (section.attacks().isEmpty() || section.epsilonLevels().isEmpty() || section.images() < 1) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': 'sweep' needs an attack, an epsilon and an image");
    }
    int classes = plan.dataset().classes().size();
    section.attacks().forEach(attack -> Attacks.named(attack).checkClasses(classes));
    section.epsilonLevels().forEach(levels -> Experiments.checkLevels(recipe, NAME, levels));
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Recipe.SweepSection section = recipe.sweep();
    return Workload.attacking(
        plan, section.attacks(), section.epsilonLevels().size(), section.images());
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    List<Sample> test = first.samples(Side.TEST);
    List<Sample> images = Subsample.of(test, recipe.sweep().images(), first.seed());
    Attacker attacker = new Attacker(first.whiteBox(), first.seed() + 1);
    List<Sample> correct = attacker.correct(images);
    List<Row> rows = new ArrayList<>();
    for (String attack : recipe.sweep().attacks()) {
      List<Boolean> unattacked = Collections.nCopies(correct.size(), false);
      rows.add(row(attack, 0, images, correct, unattacked, unattacked));
      for (double levels : recipe.sweep().epsilonLevels()) {
        AttackedSet set = first.attacked(NAME, attacker, attack, levels, correct);
        rows.add(
            row(
                attack,
                ThreatModel.linfLevels(levels).epsilon(),
                images,
                correct,
                set.floatSuccess(),
                set.successful()));
      }
    }
    return new Answer(rows, List.of());
  }

  /**
   * A row.
   *
   * @param correct those of the images that are read correctly unattacked
   * @param misreadFloat for each of these, whether the attack had it misread
   */
  static Row row(
      String attack,
      double epsilon,
      List<Sample> images,
      List<Sample> correct,
      List<Boolean> misreadFloat,
      List<Boolean> misread) {
    return new Row(
        attack,
        epsilon,
        accuracy(images, correct, misreadFloat),
        accuracy(images, correct, misread),
        images.size());
  }

  private static @Nullable Estimate accuracy(
      List<Sample> images, List<Sample> correct, List<Boolean> misread) {
    List<Boolean> read = new ArrayList<>();
    int next = 0;
    for (Sample image : images) {
      boolean before = next < correct.size() && correct.get(next) == image;
      read.add(before && !misread.get(next));
      next += before ? 1 : 0;
    }
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores flags = roll.flags(RoundScores.groups(images), read);
    return Bootstrap.DEFAULT.estimate(List.of(flags.mean(roll))).orElse(null);
  }
}
