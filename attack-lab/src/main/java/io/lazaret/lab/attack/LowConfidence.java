package io.lazaret.lab.attack;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The margin raised only until the network just misreads the image as an 8-bit file: what a careful
 * attacker hands in, since a margin far beyond the boundary betrays an attack by itself. An image
 * whose file is far enough is left alone, whatever the others still need. Rounding to 8 bits lets
 * most samples jump in one and the same step, far beyond the confidence; with halvings, only the
 * samples of the last step with the largest gradients are kept, as few as the margin needs.
 *
 * @param name the name in recipes and reports
 * @param steps the most steps, at least 1
 * @param relativeStep the length of a step in units of epsilon, above 0
 * @param confidence the margin of the file that is enough, in logit units
 * @param halvings of the last step; 0 keeps it whole, 10 finds the samples that are needed to a
 *     thousandth
 */
public record LowConfidence(
    String name, int steps, double relativeStep, double confidence, int halvings)
    implements Attack {

  public LowConfidence {
    if (steps < 1) {
      throw new IllegalArgumentException("at least one step, not " + steps);
    }
    if (!(relativeStep > 0)) {
      throw new IllegalArgumentException("the step must be positive, not " + relativeStep);
    }
    if (halvings < 0) {
      throw new IllegalArgumentException("negative: " + halvings + " halvings");
    }
  }

  @Override
  public double passes(int classes) {
    return (GRADIENT + 1.0) * steps + halvings;
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    Walk[] walks = Arrays.stream(images).map(image -> new Walk(image, threat)).toArray(Walk[]::new);
    Selection left = unfinished(model, Selection.where(images.length, i -> true), walks, goals);
    for (int step = 0; step < steps && !left.isEmpty(); step++) {
      float[][] gradients =
          model
              .gradient(points(left, walks), Objective.direction(left.of(goals), Loss.MARGIN))
              .byImage();
      for (int n = 0; n < gradients.length; n++) {
        int i = left.places().get(n);
        walks[i].step(gradients[n], relativeStep);
      }
      left = unfinished(model, left, walks, goals);
    }
    Set<Integer> failed = Set.copyOf(left.places());
    shorten(model, Selection.where(walks.length, i -> !failed.contains(i)), walks, goals);
    return Arrays.stream(walks).map(walk -> walk.point).toArray(float[][]::new);
  }

  private static float[][] points(Selection some, Walk[] walks) {
    return some.places().stream().map(i -> walks[i].point).toArray(float[][]::new);
  }

  /** Those whose file is not far enough. */
  private Selection unfinished(
      WhiteBoxModel model, Selection from, Walk[] walks, List<Goal> goals) {
    float[][] logits = model.logitsOfFiles(points(from, walks));
    Selection unfinished =
        Selection.where(
            logits.length, n -> goals.get(from.places().get(n)).margin(logits[n]) <= confidence);
    return new Selection(unfinished.of(from.places()));
  }

  /** Takes back what the last steps need not have done. */
  private void shorten(WhiteBoxModel model, Selection done, Walk[] walks, List<Goal> goals) {
    for (int halving = 0; halving < halvings; halving++) {
      for (int i : done.places()) {
        walks[i].tryHalf();
      }
      Set<Integer> tooFew = Set.copyOf(unfinished(model, done, walks, goals).places());
      for (int i : done.places()) {
        walks[i].learn(!tooFew.contains(i));
      }
    }
    for (int i : done.places()) {
      walks[i].keepFewest();
    }
  }

  /** One image's way, and its last step. */
  private static final class Walk {
    private final float[] image;
    private final ThreatModel threat;
    private float[] point;
    private float[] before;
    private float[] after;

    /** The samples that the last step moved, those with the largest gradients first. */
    private int[] moved = {};

    /** So many of them are too few, and so many are enough. */
    private int tooFew;

    private int enough;

    Walk(float[] image, ThreatModel threat) {
      this.image = image;
      this.threat = threat;
      point = image.clone();
      before = point;
      after = point;
    }

    void step(float[] gradient, double relativeStep) {
      before = point;
      after = point.clone();
      threat.norm().step(after, gradient, relativeStep * threat.epsilon());
      threat.project(after, image);
      point = after;
      moved =
          IntStream.range(0, after.length)
              .filter(i -> after[i] != before[i])
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
              .mapToInt(i -> i)
              .toArray();
      tooFew = 0;
      enough = moved.length;
    }

    void tryHalf() {
      keep((tooFew + enough) / 2);
    }

    void learn(boolean farEnough) {
      int tried = (tooFew + enough) / 2;
      if (farEnough) {
        enough = tried;
      } else {
        tooFew = tried;
      }
    }

    void keepFewest() {
      keep(enough);
    }

    private void keep(int samples) {
      point = before.clone();
      for (int i = 0; i < samples; i++) {
        point[moved[i]] = after[moved[i]];
      }
      threat.project(point, image);
    }
  }
}
