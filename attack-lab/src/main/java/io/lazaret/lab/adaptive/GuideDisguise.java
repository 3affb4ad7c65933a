package io.lazaret.lab.adaptive;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.util.List;
import java.util.Objects;

/**
 * Feature matching (Sabour et al., ICLR 2016): at every tap the image shall look like one clean
 * image of the target class, its guide, the one that the clean image is most like. What is kept
 * small is the sum over the taps of the mean squared distance of means and deviations, each in
 * units of its variance over clean images.
 */
public final class GuideDisguise implements Disguise {
  private final CleanReference guides;
  private final double[] variances;

  public GuideDisguise(CleanReference guides) {
    this.guides = guides;
    this.variances = guides.variances();
  }

  @Override
  public List<View> views() {
    return List.of();
  }

  @Override
  public Suspicion of(Goal goal, float[] cleanRow) {
    float[] nearest = null;
    double distance = Double.POSITIVE_INFINITY;
    for (float[] guide : guides.rows().get(goal.target().orElseThrow())) {
      double size = distance(cleanRow, guide, new float[cleanRow.length]);
      if (nearest == null || size < distance) {
        nearest = guide;
        distance = size;
      }
    }
    float[] guide = Objects.requireNonNull(nearest, "a class without a guide");
    return appearance -> {
      float[] row = appearance.rows()[0];
      float[] derivative = new float[row.length];
      double value = distance(row, guide, derivative);
      return new Suspicion.Judgement(value, new float[][] {derivative});
    };
  }

  private double distance(float[] row, float[] guide, float[] derivative) {
    FeatureLayout layout = guides.layout();
    double sum = 0;
    for (int tap = 0; tap < layout.taps().size(); tap++) {
      int from = layout.meanOffset(tap);
      int size = layout.meanOffset(tap + 1) - from;
      for (int i = from; i < from + size; i++) {
        double difference = (double) row[i] - guide[i];
        sum += difference * difference / variances[i] / size;
        derivative[i] = (float) (2 * difference / variances[i] / size);
      }
    }
    return sum;
  }
}
