package io.lazaret.lab.adaptive;

import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.util.List;

/**
 * Two disguises at once: the sum of what they keep small.
 *
 * @param first sees its views
 * @param second sees the image alone
 */
public record SumDisguise(Disguise first, Disguise second) implements Disguise {
  public SumDisguise {
    if (!second.views().isEmpty()) {
      throw new IllegalArgumentException("the second disguise has views: " + second.views());
    }
  }

  @Override
  public List<View> views() {
    return first.views();
  }

  @Override
  public Suspicion of(Goal goal, float[] cleanRow) {
    Suspicion one = first.of(goal, cleanRow);
    Suspicion two = second.of(goal, cleanRow);
    return rows -> {
      Suspicion.Judgement a = one.of(rows);
      Suspicion.Judgement b = two.of(new float[][] {rows[0]});
      float[][] byRows = a.byRows().clone();
      byRows[0] = byRows[0].clone();
      for (int i = 0; i < byRows[0].length; i++) {
        byRows[0][i] += b.byRows()[0][i];
      }
      return new Suspicion.Judgement(a.value() + b.value(), byRows);
    };
  }
}
