package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.adaptive.InformedAttacker;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What do attackers reach who know the network's taps, or the detector itself? Each attacks images
 * of patients never seen; what every detector of the recipe says of those that succeed as 8-bit
 * files is reported as the detector is, and after it was fitted again with such attacks on other
 * patients among its examples. An attacker who knows the detector then follows: he attacks the
 * detector that was fitted again.
 *
 * <p>The detector that is attacked is the bundle's first, or else the recipe's, that looks at
 * {@link Statistics#PREDICTION}, alone or with the gradient filter.
 */
public final class AdaptiveExperiment implements Experiment {
  public static final String NAME = "adaptive";

  /** How many times the steps a longer attack gets. */
  static final int LONGER = 4;

  private static final String PROBE = "mahalanobis";
  private static final double PROBE_TPR = 0.05;
  private static final double CHANGE = 0.02;

  /**
   * What was found.
   *
   * @param target the detector that was attacked
   * @param standIn whether its score has no gradient (trees), so that steps follow the trees with
   *     soft splits; what counts is always its own score
   */
  public record Result(
      String target, boolean standIn, List<AttackRow> attacks, List<DetectionRow> detection) {}

  /**
   * An attacker.
   *
   * @param epsilon in units of full scale
   * @param steps gradient steps of each descent
   * @param attackedAgain whether the target was the detector that was fitted again
   * @param success share of the images that the network misreads as 8-bit files
   * @param changed share of the samples that were changed
   * @param n images
   */
  public record AttackRow(
      String attack,
      double epsilon,
      int steps,
      int descents,
      boolean attackedAgain,
      @Nullable Estimate success,
      double changed,
      int n) {}

  /**
   * A detector on the attacks that succeed.
   *
   * @param fittedOn attacks that it was fitted on
   * @param fittedAgain whether this attacker's images of other patients were among them
   * @param attackedAgain whether the attacker knew the target that was fitted again
   * @param tprAt share above the calibrated threshold, by the asked false-positive rate; null where
   *     the calibration is too small or no attack succeeds
   * @param n attacked images that succeed
   */
  public record DetectionRow(
      String attack,
      double epsilon,
      int steps,
      String detector,
      String fittedOn,
      boolean fittedAgain,
      boolean attackedAgain,
      Map<String, Estimate> tprAt,
      int n) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    Recipe.AdaptiveSection section = recipe.adaptive();
    section.attackers().forEach(InformedAttacker::named);
    section.longer().forEach(InformedAttacker::named);
    if (section.attackers().isEmpty() || section.epsilonLevels().isEmpty()) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': adaptive.attackers or epsilonLevels is empty; name at least one");
    }
    if (section.images() < 1
        || section.steps() < 1
        || section.descents() < 1
        || section.epsilonLevels().stream().anyMatch(levels -> !(levels > 0 && levels <= 255))) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': adaptive.images, steps and descents must be 1 or more, and epsilonLevels above 0"
              + " and at most 255");
    }
    target(recipe);
  }

  /** The detector that is attacked. */
  static DetectorTrainer target(Recipe recipe) {
    Set<Statistics> attacked = Set.of(Statistics.PREDICTION, Statistics.PREDICTION_AND_GRADIENT);
    return Stream.concat(recipe.served().stream(), recipe.detectors().stream())
        .map(DetectorTrainers::named)
        .filter(each -> each.supervised() && attacked.contains(each.statistics()))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "recipe '"
                        + recipe.name()
                        + "': the experiment 'adaptive' attacks 'consistency' or 'combined'; name"
                        + " one of them among the detectors"));
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Recipe.AdaptiveSection section = recipe.adaptive();
    int views = recipe.views().size();
    boolean gradients = target(recipe).statistics().needsGradients();
    double attacked = (double) section.images() * section.epsilonLevels().size();
    double passes = 0;
    for (String name : section.attackers()) {
      InformedAttacker each = InformedAttacker.named(name);
      int descents = each.descents(section.descents());
      int sides = each.knowsDetector() ? 3 : 2; // test, fitting side, and the test side once more
      passes += attacked * sides * each.passes(section.steps(), descents, views, gradients);
      if (section.longer().contains(name)) {
        passes += attacked * each.passes(LONGER * section.steps(), descents, views, gradients);
      }
    }
    int calibrate = Required.of(plan.sides(recipe.seeds().get(0)), Side.CALIBRATE).size();
    return passes + Workload.look(recipe) * plan.calibrator().strata().size() * calibrate;
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    InformedRound round = new InformedRound(recipe, first);
    Result result = round.result();
    return new Answer(result, flags(recipe.fit().name(), result));
  }

  /**
   * An attack counts only when it works.
   *
   * @param fit what the target was fitted on; what detectors that were fitted on something else
   *     find says nothing of the attack
   */
  static List<Evaluation.Flag> flags(String fit, Result result) {
    List<Evaluation.Flag> flags = new ArrayList<>();
    Set<String> neverLonger = new LinkedHashSet<>();
    for (DetectionRow row : result.detection()) {
      Estimate tpr = row.tprAt().get("0.05");
      if (row.fittedAgain() || !row.fittedOn().equals(fit) || tpr == null) {
        continue;
      }
      String what = row.attack() + " at " + levels(row) + "/255, " + row.steps() + " steps";
      if (row.detector().equals(PROBE) && tpr.value() > PROBE_TPR) {
        flags.add(
            new Evaluation.Flag(
                "attack-too-weak", what + ": " + PROBE + " still finds " + percent(tpr.value())));
      }
      if (row.detector().equals(result.target())) {
        if (result.detection().stream()
            .noneMatch(other -> isLonger(row, other) || isLonger(other, row))) {
          neverLonger.add(row.attack());
        }
        result.detection().stream()
            .filter(longer -> isLonger(row, longer) && longer.tprAt().get("0.05") != null)
            .map(longer -> longer.tprAt().get("0.05").value() - tpr.value())
            .filter(change -> Math.abs(change) >= CHANGE)
            .forEach(
                change ->
                    flags.add(
                        new Evaluation.Flag(
                            "attack-too-weak",
                            what
                                + ": four times the steps change what "
                                + row.detector()
                                + " finds by "
                                + percent(change))));
      }
    }
    if (result.detection().stream().noneMatch(row -> row.detector().equals(PROBE))) {
      flags.add(
          new Evaluation.Flag(
              "attack-unchecked", "without the detector " + PROBE + " nothing says what works"));
    }
    if (!neverLonger.isEmpty()) {
      flags.add(
          new Evaluation.Flag(
              "attack-unchecked",
              "nothing says what four times the steps would change: "
                  + String.join(", ", neverLonger)
                  + " (adaptive.longer)"));
    }
    return flags;
  }

  private static boolean isLonger(DetectionRow row, DetectionRow longer) {
    return longer.steps() == LONGER * row.steps()
        && longer.attack().equals(row.attack())
        && longer.epsilon() == row.epsilon()
        && longer.detector().equals(row.detector())
        && longer.fittedOn().equals(row.fittedOn())
        && !longer.fittedAgain();
  }

  private static double levels(DetectionRow row) {
    return Math.round(row.epsilon() * 255 * 100) / 100.0;
  }

  private static String percent(double share) {
    return Math.round(share * 1000) / 10.0 + " %";
  }
}
