package io.lazaret.lab.attack;

import java.util.List;
import java.util.function.BiFunction;

/** Asks a model on behalf of searches, all of them side by side, and counts. */
final class Questions {
  private Questions() {}

  /**
   * Runs searches until each is finished or has used up its budget.
   *
   * @param answer what a search is told of logits
   * @param budget the most questions of one search
   */
  static <A> QueryAttack.Queried ask(
      Classifier model,
      List<Goal> goals,
      List<? extends Search<A>> searches,
      BiFunction<Goal, float[], A> answer,
      int budget) {
    int[] queries = new int[searches.size()];
    Selection left = open(searches);
    for (int round = 0; round < budget && !left.isEmpty(); round++) {
      float[][] points =
          left.places().stream().map(i -> searches.get(i).point()).toArray(float[][]::new);
      float[][] logits = model.logits(points);
      for (int n = 0; n < points.length; n++) {
        int i = left.places().get(n);
        queries[i]++;
        searches.get(i).told(answer.apply(goals.get(i), logits[n]));
      }
      left = open(searches);
    }
    return new QueryAttack.Queried(
        searches.stream().map(Search::result).toArray(float[][]::new), queries);
  }

  private static Selection open(List<? extends Search<?>> searches) {
    return Selection.where(searches.size(), i -> !searches.get(i).finished());
  }
}
