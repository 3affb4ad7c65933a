package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Largest;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The detector itself: its score shall be small. The statistics {@link Statistics#PREDICTION} are
 * differentiated exactly, those of the gradient filter as {@link GradientFilterDerivative} says,
 * the score as {@link SlopedScore} does.
 */
public final class DetectorDisguise implements Disguise {
  private static final float[] NONE = {};

  /** Where the nearness of the boundary stands in a row. */
  private static final int NEARNESS = 0;

  private final FeatureLayout layout;
  private final List<View> views;
  private final Statistics statistics;
  private final SlopedScore score;
  private final double floor;

  /**
   * @param layout the network's
   * @param views in the detector's order
   * @param detector of {@link Statistics#PREDICTION}, or of {@link
   *     Statistics#PREDICTION_AND_GRADIENT}
   * @param rows what such a detector was fitted on
   * @param floor a score below it is as good as at it: what clean images have
   */
  public DetectorDisguise(
      FeatureLayout layout, List<View> views, Detector detector, double[][] rows, double floor) {
    int numbers = detector.statistics().size(layout, views.size());
    if (detector.function().inputs() != numbers) {
      throw new IllegalArgumentException(
          "a score of "
              + detector.function().inputs()
              + " numbers for "
              + views.size()
              + " views, which give "
              + numbers);
    }
    this.layout = layout;
    this.views = List.copyOf(views);
    this.statistics = detector.statistics();
    this.score = SlopedScore.of(detector.function(), rows);
    this.floor = floor;
  }

  /** Whether a score has no derivative of its own, so that another is followed in its place. */
  public static boolean standsIn(ScoreFunction score) {
    return score instanceof Largest largest
        ? largest.parts().stream().anyMatch(part -> standsIn(part.function()))
        : !(score instanceof LinearModel);
  }

  @Override
  public List<View> views() {
    return views;
  }

  @Override
  public boolean gradients() {
    return statistics.needsGradients();
  }

  @Override
  public Suspicion of(Goal goal, float[] cleanRow) {
    return appearance -> judge(goal, appearance);
  }

  private Suspicion.Judgement judge(Goal goal, Appearance appearance) {
    Features features = features(appearance);
    double[] row = statistics.of(features);
    double value = score.value(row);
    if (value <= floor) {
      return new Suspicion.Judgement(floor, new float[appearance.rows().length][layout.size()]);
    }
    double[] slope = score.slope(row);
    boolean there = goal.reached(Arrays.copyOf(appearance.rows()[0], layout.classes()));
    if (!there) {
      slope[NEARNESS] = 0; // on the way to the boundary it would only speak for turning back
    }
    float[][] byRows = PredictionDerivative.of(features, slope);
    if (!gradients()) {
      return new Suspicion.Judgement(value, score.followed(row), byRows, NONE, new float[0][]);
    }
    int prediction = Statistics.PREDICTION.size(layout, views.size());
    var filter =
        GradientFilterDerivative.of(
            appearance.file(),
            appearance.gradients(),
            features.predictedMargin(0),
            Arrays.copyOfRange(slope, prediction, slope.length));
    if (there) { // as with the nearness
      int[] leading = MarginGradients.leading(appearance.rows()[0], layout.classes());
      byRows[0][leading[0]] += (float) filter.byMargin();
      byRows[0][leading[1]] -= (float) filter.byMargin();
    }
    return new Suspicion.Judgement(
        value, score.followed(row), byRows, filter.byFile(), filter.byGradients());
  }

  private Features features(Appearance appearance) {
    if (!gradients()) {
      return new Features(layout, appearance.rows());
    }
    FloatBuffer gradients = FloatBuffer.allocate(2 * appearance.file().geometry().size());
    gradients.put(appearance.gradients()[0]).put(appearance.gradients()[1]).flip();
    double margin = new Features(layout, appearance.rows()).predictedMargin(0);
    GradientFilter filter = new GradientFilter(appearance.file().geometry().size());
    Prepared image = Prepared.of(appearance.file(), List.of(), true);
    return new Features(layout, appearance.rows(), filter.row(image, gradients, margin));
  }
}
