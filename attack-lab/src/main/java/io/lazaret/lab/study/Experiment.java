package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.evaluate.Evaluation;
import java.util.List;
import java.util.Map;

/**
 * A question that a study answers beyond its evaluation: a recipe names it, and the answer is
 * written to {@code results/NAME.json} with the study's provenance.
 */
public interface Experiment {

  /** The name in recipes, and of the file. */
  String name();

  /**
   * Looks whether the question can be answered, before hours are spent.
   *
   * @throws RefusedException in one line when it cannot
   */
  default void check(Recipe recipe, StudyPlan plan) {}

  /**
   * About how much it has to compute beyond what the evaluation has, as {@link Workload} counts it.
   */
  default double passes(Recipe recipe, StudyPlan plan) {
    return 0;
  }

  /**
   * Answers. What takes long is kept in the round's workspace.
   *
   * @param first the round of the first seed
   * @param scores of every round
   */
  Answer run(Recipe recipe, Round first, List<RoundScores> scores);

  /**
   * An answer.
   *
   * @param result what is written as JSON
   * @param flags reasons to mistrust it
   * @param files what lies beside the JSON, by its path in {@code results/}
   */
  record Answer(Object result, List<Evaluation.Flag> flags, Map<String, byte[]> files) {

    /** An answer that is all in the JSON. */
    public Answer(Object result, List<Evaluation.Flag> flags) {
      this(result, flags, Map.of());
    }
  }
}
