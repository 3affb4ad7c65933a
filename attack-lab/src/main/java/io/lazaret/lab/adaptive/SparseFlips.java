package io.lazaret.lab.adaptive;

import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.Objective;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.attack.WhiteBoxModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * As few samples as possible moved by one level of 255: those where the margin's gradient is
 * largest, a share of the image at a time, until the file's margin is enough. Nothing is changed
 * that the threat model does not allow: with an epsilon below one level, nothing at all.
 *
 * @param name the name in reports
 * @param steps the most steps, at least 1
 * @param share of the samples that a step may move, above 0, at most 1
 * @param confidence the margin of the file that is enough, in logit units
 */
public record SparseFlips(String name, int steps, double share, double confidence)
    implements Attack {
  private static final float LEVEL = 1 / 255f;

  public SparseFlips {
    if (steps < 1 || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(steps + " steps of a share of " + share);
    }
  }

  @Override
  public double passes(int classes) {
    return (double) GRADIENT * steps;
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    float[][] points = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      points[i] = images[i].clone();
    }
    List<Integer> left = new ArrayList<>(IntStream.range(0, images.length).boxed().toList());
    for (int step = 0; step < steps && !left.isEmpty(); step++) {
      float[][] files = left.stream().map(i -> file(model, points[i])).toArray(float[][]::new);
      List<Goal> own = left.stream().map(goals::get).toList();
      var gradients = model.gradient(files, Objective.direction(own, Loss.MARGIN));
      List<Integer> still = new ArrayList<>();
      for (int n = 0; n < files.length; n++) {
        int i = left.get(n);
        boolean enough = own.get(n).margin(gradients.logits()[n]) > confidence;
        if (!enough && flip(points[i], images[i], gradients.byImage()[n], threat)) {
          still.add(i);
        }
      }
      left = still;
    }
    return points;
  }

  private static float[] file(WhiteBoxModel model, float[] image) {
    return Levels.quantise(model.geometry(), image).intensities();
  }

  /** Moves the samples that matter most; whether any could be. */
  private boolean flip(float[] point, float[] origin, float[] gradient, ThreatModel threat) {
    int most = Math.max(1, (int) Math.round(share * point.length));
    List<Integer> chosen =
        IntStream.range(0, point.length)
            .filter(i -> point[i] == origin[i] && gradient[i] != 0)
            .filter(i -> gradient[i] > 0 ? point[i] <= 1 - LEVEL : point[i] >= LEVEL)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
            .limit(most)
            .toList();
    int moved = 0;
    for (int i : chosen) {
      point[i] = origin[i] + Math.signum(gradient[i]) * LEVEL;
      if (threat.allows(point, origin)) {
        moved++;
      } else {
        point[i] = origin[i];
        break;
      }
    }
    return moved > 0;
  }
}
