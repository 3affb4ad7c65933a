package io.lazaret.lab.experiment;

import io.lazaret.lab.attack.FastAdaptiveBoundary;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Norm;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.attack.WhiteBoxModel;
import io.lazaret.lab.data.Sample;
import java.util.List;

/** How far images are from the decision boundary. */
final class Boundary {
  /** Black to white: farther there is nothing. */
  private static final double FARTHEST = 1;

  private static final int TARGETS = 3;

  private Boundary() {}

  /**
   * The smallest change found that makes a network misread each image: the largest change of any
   * sample, in units of full scale, by FAB. 1 where none was found.
   */
  static double[] distances(WhiteBoxModel model, List<Sample> samples, int steps, long seed) {
    float[][] images = Images.of(samples);
    List<Goal> goals = Images.goals(samples);
    float[][] found =
        new FastAdaptiveBoundary("FAB", steps, TARGETS)
            .perturb(model, images, goals, new ThreatModel(Norm.LINF, FARTHEST), seed);
    float[][] logits = model.logits(found);
    double[] distances = new double[images.length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] =
          goals.get(i).reached(logits[i]) ? Norm.LINF.distance(found[i], images[i]) : FARTHEST;
    }
    return distances;
  }
}
