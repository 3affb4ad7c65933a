package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Norm;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.attack.UniversalFit;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Attacker;
import io.lazaret.lab.study.Encoding;
import io.lazaret.lab.study.Evaluator;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.UniversalRecipe;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Does one and the same change fool the network on images of other patients, and would we notice?
 * One perturbation away from every class, and one towards each, is fitted to images of the fitting
 * side that the network reads correctly, and added to test images.
 */
public final class UniversalExperiment implements Experiment {
  public static final String NAME = "universal";

  /** The name of an attack begins so. */
  static final String PREFIX = "Universal";

  /**
   * What was found, of 8-bit PNG files.
   *
   * @param attacks what each perturbation does to the network
   * @param detection what the detectors see of it
   */
  public record Result(
      List<Evaluation.AttackRow> attacks, List<Evaluation.DetectionRow> detection) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    UniversalRecipe section = recipe.universal();
    if (section.epsilonLevels().isEmpty() || section.norms().isEmpty()) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': 'universal' needs an epsilon and a norm");
    }
    section.epsilonLevels().forEach(levels -> Experiments.checkLevels(recipe, NAME, levels));
    try {
      fit(section, PREFIX);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': universal.passes and batchSize must be 1 or more, and relativeStep above 0",
          e);
    }
  }

  private static UniversalFit fit(UniversalRecipe section, String name) {
    return new UniversalFit(name, section.passes(), section.batchSize(), section.relativeStep());
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    UniversalRecipe section = recipe.universal();
    Map<Side, List<Specimen>> sides = plan.sides(recipe.seeds().get(0));
    double fitting =
        (double) Attack.GRADIENT * section.passes() * Required.of(sides, Side.FIT).size();
    double looking = Workload.look(recipe) * Required.of(sides, Side.TEST).size();
    int perturbations = 1 + plan.dataset().classes().size();
    return (fitting + looking)
        * perturbations
        * section.epsilonLevels().size()
        * section.norms().size();
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    UniversalRecipe section = recipe.universal();
    Attacker attacker = new Attacker(first.whiteBox(), first.seed() + 1);
    List<Sample> others = attacker.correct(first.samples(Side.FIT));
    List<Sample> test = attacker.correct(first.samples(Side.TEST));
    List<RoundScores.AttackScores> attacks = new ArrayList<>();
    for (Norm norm : section.norms()) {
      for (Wanted wanted : Wanted.of(first.plan().dataset().classes())) {
        List<Sample> from = wanted.from(others);
        List<Sample> to = wanted.from(test);
        for (double levels : section.epsilonLevels()) {
          if (!from.isEmpty() && !to.isEmpty()) {
            attacks.add(scored(first, attacker, new Task(section, wanted, norm, levels), from, to));
          }
        }
      }
    }
    RoundScores own = scores.get(0);
    Evaluator evaluator =
        new Evaluator(
            first.plan().dataset().name(),
            first.plan().calibrator(),
            List.of(
                new RoundScores(
                    own.seed(), own.victim(), own.calibrate(), own.test(), own.feed(), attacks)));
    return new Answer(new Result(evaluator.attacks(), evaluator.detection()), List.of());
  }

  /**
   * Where a perturbation leads.
   *
   * @param words as it stands behind the attack's name
   * @param target the class, or away from any
   */
  private record Wanted(String words, OptionalInt target) {

    static List<Wanted> of(List<String> classes) {
      List<Wanted> all = new ArrayList<>(List.of(new Wanted("", OptionalInt.empty())));
      IntStream.range(0, classes.size())
          .mapToObj(k -> new Wanted(" towards " + classes.get(k), OptionalInt.of(k)))
          .forEach(all::add);
      return all;
    }

    /** The images that it is about: those of the target's class are there already. */
    List<Sample> from(List<Sample> samples) {
      return samples.stream()
          .filter(sample -> target.isEmpty() || sample.label() != target.getAsInt())
          .toList();
    }
  }

  /** One perturbation to fit. */
  private record Task(UniversalRecipe section, Wanted wanted, Norm norm, double levels) {

    String attack() {
      return PREFIX + (norm == Norm.L2 ? "-L2" : "") + wanted.words();
    }

    /** The finished attack. */
    Attack fitted(Round round, List<Sample> images) {
      return fit(section, attack())
          .fit(
              round.whiteBox(),
              images.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new),
              images.stream().map(Sample::label).toList(),
              wanted.target(),
              ThreatModel.levels(norm, levels, round.whiteBox().geometry()),
              round.seed());
    }

    /** The workspace's name of a step. */
    String step(Round round, String what) {
      String target = wanted.target().isEmpty() ? "any" : "" + wanted.target().getAsInt();
      return round.name(
          NAME
              + "-"
              + what
              + "-"
              + norm.name().toLowerCase(Locale.ROOT)
              + "-"
              + target
              + "-"
              + levels);
    }
  }

  private static RoundScores.AttackScores scored(
      Round round, Attacker attacker, Task task, List<Sample> others, List<Sample> images) {
    AttackedSet set =
        round
            .workspace()
            .binary(
                task.step(round, "test"),
                AttackedSet.format(task.attack(), task.levels(), AttackedSet.Target.MODEL, images),
                () -> attack(round, attacker, task, others, images));
    return round
        .workspace()
        .json(
            task.step(round, "scores"),
            RoundScores.AttackScores.class,
            () -> round.scored(set, Encoding.PNG, round.detectors()));
  }

  private static AttackedSet attack(
      Round round, Attacker attacker, Task task, List<Sample> others, List<Sample> images) {
    round
        .progress()
        .begin(String.format(Locale.ROOT, "%s at %s/255", task.attack(), task.levels()));
    AttackedSet set =
        attacker.attack(task.fitted(round, others), task.levels(), images, done -> {});
    round
        .progress()
        .end(
            String.format(
                Locale.ROOT,
                "fitted to %d images; %.1f %% of %d others succeed",
                others.size(),
                100 * set.success(),
                images.size()));
    return set;
  }
}
