package io.lazaret.lab.adaptive;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.util.ArrayList;
import java.util.List;

/**
 * The hierarchical feature constraint (Yao et al., MICCAI 2021): at every tap the spatial means
 * shall lie near the likeliest of several Gaussians of clean images of the target class. What is
 * kept small is the sum over the taps of the mean squared distance in units of that Gaussian's
 * variances.
 */
public final class MixtureDisguise implements Disguise {
  private final FeatureLayout layout;

  /** A mixture for each class and each tap. */
  private final List<List<Mixture>> mixtures;

  private MixtureDisguise(FeatureLayout layout, List<List<Mixture>> mixtures) {
    this.layout = layout;
    this.mixtures = mixtures;
  }

  /**
   * Fits the mixtures.
   *
   * @param components of each mixture, at least 1; the paper has 64, and never more than a quarter
   *     of the images make sense
   * @param seed of where they start from
   */
  public static MixtureDisguise fit(CleanReference reference, int components, long seed) {
    FeatureLayout layout = reference.layout();
    List<List<Mixture>> mixtures = new ArrayList<>();
    for (int label = 0; label < reference.rows().size(); label++) {
      int fewer = Math.max(1, Math.min(components, reference.rows().get(label).length / 4));
      List<Mixture> ofClass = new ArrayList<>();
      for (int tap = 0; tap < layout.taps().size(); tap++) {
        int channels = layout.taps().get(tap).channels();
        double[][] points = reference.part(label, layout.meanOffset(tap), channels);
        ofClass.add(Mixture.fit(points, fewer, seed));
      }
      mixtures.add(ofClass);
    }
    return new MixtureDisguise(layout, mixtures);
  }

  @Override
  public List<View> views() {
    return List.of();
  }

  @Override
  public Suspicion of(Goal goal, float[] cleanRow) {
    List<Mixture> ofTarget = mixtures.get(goal.target().orElseThrow());
    return appearance -> judge(appearance.rows()[0], ofTarget);
  }

  private Suspicion.Judgement judge(float[] row, List<Mixture> ofTarget) {
    float[] derivative = new float[row.length];
    double sum = 0;
    for (int tap = 0; tap < ofTarget.size(); tap++) {
      int offset = layout.meanOffset(tap);
      int channels = layout.taps().get(tap).channels();
      double[] point = CleanReference.part(row, offset, channels);
      double[] byPoint = new double[channels];
      Mixture mixture = ofTarget.get(tap);
      sum += mixture.distance(point, mixture.nearest(point), byPoint);
      for (int i = 0; i < channels; i++) {
        derivative[offset + i] = (float) byPoint[i];
      }
    }
    return new Suspicion.Judgement(sum, new float[][] {derivative});
  }
}
