package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.BackboneTrainer;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.study.Activations;
import io.lazaret.lab.study.BackboneRecipe;
import io.lazaret.lab.study.Evaluator;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.NetworkSource;
import io.lazaret.lab.study.OriginRecipe;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import io.lazaret.lab.study.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Are networks from scratch as easy to fool, and attacks on them as easy to find, as on networks
 * fine-tuned from published weights (claim 7)? The recipe's whole study once more with another
 * network: the same images on the same sides, the same attacks, the same detectors.
 */
final class OriginExperiment implements Experiment {
  static final String NAME = "origin";

  /**
   * A network's study.
   *
   * @param architecture as recipes name it
   * @param pretrained the file that it began with; null from scratch
   */
  record Origin(
      String architecture,
      @Nullable String pretrained,
      Evaluation.Victim victim,
      List<Evaluation.AttackRow> attacks,
      List<Evaluation.DetectionRow> detection,
      List<Evaluation.FalseAlarmRow> falseAlarms) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    if (recipe.origin().isEmpty()) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': the experiment origin needs a section origin with the other network's backbone"
              + " and training");
    }
    Recipe other = other(recipe);
    StudyPlan otherPlan = plan(other, plan);
    boolean pretrained = plan.trained(NAME).training().pretrained().isPresent();
    if (pretrained == otherPlan.trained(NAME).training().pretrained().isPresent()) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': origin compares a network from scratch with a fine-tuned one; give"
              + " backbone.pretrained to one of backbone and origin.backbone");
    }
    NetworkSource.Trained trained = otherPlan.trained(NAME);
    new BackboneTrainer(trained.architecture(), trained.training(), recipe.seeds().get(0), "cpu")
        .check();
  }

  private static StudyPlan plan(Recipe other, StudyPlan plan) {
    return StudyPlan.of(other, plan.data(), Optional.empty(), "cpu");
  }

  private static Recipe other(Recipe recipe) {
    OriginRecipe section = recipe.origin().orElseThrow();
    return recipe.with(section.backbone(), section.training());
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    StudyPlan other = plan(other(recipe), plan);
    double ratio =
        Activations.ratio(other.trained(NAME).architecture(), plan.trained(NAME).architecture());
    return ratio * Workload.of(other(recipe), other, List.of()).passes();
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Recipe other = other(recipe);
    StudyPlan plan = plan(other, first.plan());
    Workspace workspace = first.workspace().within(folder(plan));
    Map<String, Sample> prepared = new HashMap<>();
    for (Side side : Side.values()) {
      first.samples(side).forEach(sample -> prepared.put(sample.id(), sample));
    }
    List<RoundScores> others = new ArrayList<>();
    for (long seed : recipe.seeds()) {
      try (Round round =
          Round.begin(
              other, plan, seed, workspace, first.askedDevice(), first.progress(), prepared)) {
        others.add(round.scores());
      }
    }
    Evaluator own = evaluator(first.plan(), scores);
    Evaluator its = evaluator(plan, others);
    return new Answer(
        List.of(
            origin(recipe.backbone().orElseThrow(), own),
            origin(other.backbone().orElseThrow(), its)),
        its.flags());
  }

  /** Weights under the same name may be others another day. */
  private static String folder(StudyPlan plan) {
    return NAME + plan.network().hash().map(hash -> "-" + hash.substring(0, 12)).orElse("");
  }

  private static Evaluator evaluator(StudyPlan plan, List<RoundScores> scores) {
    return new Evaluator(plan.dataset().name(), plan.calibrator(), scores);
  }

  private static Origin origin(BackboneRecipe backbone, Evaluator evaluator) {
    return new Origin(
        backbone.architecture(),
        backbone.pretrained().orElse(null),
        evaluator.victim(),
        evaluator.attacks(),
        evaluator.detection(),
        evaluator.falseAlarms());
  }
}
