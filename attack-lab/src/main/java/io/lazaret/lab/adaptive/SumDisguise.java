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
    if (!second.views().isEmpty() || second.gradients()) {
      throw new IllegalArgumentException("the second disguise sees more than the image: " + second);
    }
  }

  @Override
  public List<View> views() {
    return first.views();
  }

  @Override
  public boolean gradients() {
    return first.gradients();
  }

  @Override
  public Suspicion of(Goal goal, float[] cleanRow) {
    Suspicion one = first.of(goal, cleanRow);
    Suspicion two = second.of(goal, cleanRow);
    return appearance -> {
      Suspicion.Judgement a = one.of(appearance);
      Suspicion.Judgement b = two.of(appearance);
      float[][] byRows = a.byRows().clone();
      byRows[0] = byRows[0].clone();
      for (int i = 0; i < byRows[0].length; i++) {
        byRows[0][i] += b.byRows()[0][i];
      }
      return new Suspicion.Judgement(
          a.value() + b.value(), a.followed() + b.followed(), byRows, a.byFile(), a.byGradients());
    };
  }
}
