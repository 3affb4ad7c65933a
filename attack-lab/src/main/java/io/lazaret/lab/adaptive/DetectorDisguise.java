package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.util.List;

/**
 * The detector itself: its score shall be small. The statistics {@link Statistics#CONSISTENCY} and
 * a linear score are differentiated exactly; a score that has no gradient is stood in for by a
 * linear one that the attacker fits to the same rows.
 */
public final class DetectorDisguise implements Disguise {
  private final FeatureLayout layout;
  private final List<View> views;
  private final LinearModel score;
  private final double[] slopes;
  private final double floor;

  /**
   * @param layout the network's
   * @param views in the detector's order
   * @param score of the detector, or what stands in for it: of rows of {@link
   *     Statistics#CONSISTENCY}
   * @param floor a score below it is as good as at it: what clean images have
   */
  public DetectorDisguise(FeatureLayout layout, List<View> views, LinearModel score, double floor) {
    if (score.inputs() != Statistics.CONSISTENCY.size(layout, views.size())) {
      throw new IllegalArgumentException(
          "a score of " + score.inputs() + " numbers for " + views.size() + " views");
    }
    this.layout = layout;
    this.views = List.copyOf(views);
    this.score = score;
    this.floor = floor;
    this.slopes = new double[score.inputs()];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = score.weight().get(i) / score.deviation().get(i);
    }
  }

  @Override
  public List<View> views() {
    return views;
  }

  @Override
  public Suspicion of(Goal goal, float[] cleanRow) {
    return this::judge;
  }

  private Suspicion.Judgement judge(float[][] rows) {
    Features features = new Features(layout, rows);
    double value = score.score(Statistics.CONSISTENCY.of(features));
    return value <= floor
        ? new Suspicion.Judgement(floor, new float[rows.length][layout.size()])
        : new Suspicion.Judgement(value, ConsistencyDerivative.of(features, slopes));
  }
}
