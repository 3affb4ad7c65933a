package io.lazaret.lab.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * FAB (Croce and Hein, ICML 2020): looks for the nearest point beyond the decision boundary, in the
 * norm of the threat model, by projecting onto the boundary's linearisation again and again, drawn
 * back towards the image. It does not look at epsilon; what it finds is cut down to it. An
 * untargeted goal is pursued towards each of the likeliest other classes in turn.
 *
 * @param name the name in recipes and reports
 * @param steps gradient steps towards each class, at least 1
 * @param targets the most classes that are tried, at least 1
 */
public record FastAdaptiveBoundary(String name, int steps, int targets) implements Attack {
  /** The largest share of the way that is drawn back towards the image (alpha max). */
  private static final double MOST_BACK = 0.1;

  /** How far beyond the linearised boundary a step goes (eta). */
  private static final double BEYOND = 1.05;

  /** Where the search goes on after it crossed the boundary (beta). */
  private static final double AFTER_CROSSING = 0.9;

  /** Halvings of the way from the image to the nearest point found. */
  private static final int BISECTIONS = 10;

  public FastAdaptiveBoundary {
    if (steps < 1 || targets < 1) {
      throw new IllegalArgumentException(steps + " steps, " + targets + " targets");
    }
  }

  @Override
  public double passes(int classes) {
    return ((double) GRADIENT * steps + BISECTIONS) * Math.min(targets, classes - 1);
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    float[][] clean = model.logits(images);
    List<Nearest> nearest = new ArrayList<>();
    List<List<Goal>> pursuits = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      nearest.add(new Nearest(threat.norm(), images[i]));
      offer(nearest.get(i), goals.get(i), images[i], clean[i]);
      pursuits.add(goals.get(i).pursuits(clean[i], targets));
    }
    for (int rank = 0; rank < Math.min(targets, model.classes() - 1); rank++) {
      int place = rank;
      Selection some = Selection.where(images.length, i -> pursuits.get(i).size() > place);
      List<Goal> pursued = some.of(pursuits).stream().map(each -> each.get(place)).toList();
      search(model, some.of(images), pursued, some.of(goals), some.of(nearest));
    }
    refine(model, images, goals, nearest);
    return Nearest.within(model, goals, threat, nearest);
  }

  private void search(
      WhiteBoxModel model,
      float[][] images,
      List<Goal> pursued,
      List<Goal> goals,
      List<Nearest> nearest) {
    float[][] points = images.clone();
    for (int step = 0; step < steps; step++) {
      Gradients gradients = model.gradient(points, pursued, Loss.MARGIN);
      for (int i = 0; i < points.length; i++) {
        float[] logits = gradients.logits()[i];
        offer(nearest.get(i), goals.get(i), points[i], logits);
        double margin = pursued.get(i).margin(logits);
        Norm norm = nearest.get(i).norm();
        points[i] = next(norm, images[i], points[i], margin, gradients.byImage()[i]);
      }
    }
    float[][] logits = model.logits(points);
    for (int i = 0; i < points.length; i++) {
      offer(nearest.get(i), goals.get(i), points[i], logits[i]);
    }
  }

  private static void offer(Nearest nearest, Goal goal, float[] point, float[] logits) {
    if (goal.reached(logits)) {
      nearest.offer(point);
    }
  }

  /**
   * From a point on to the boundary and a little beyond. Where the point lies beyond it already, it
   * is first drawn back, and the gradient of the crossing serves for the step from there.
   */
  private static float[] next(
      Norm norm, float[] image, float[] point, double margin, float[] gradient) {
    float[] from = margin > 0 ? Samples.blend(image, point, AFTER_CROSSING) : point;
    double atImage = margin;
    double atFrom = margin;
    for (int i = 0; i < point.length; i++) {
      atImage += gradient[i] * ((double) image[i] - point[i]);
      atFrom += gradient[i] * ((double) from[i] - point[i]);
    }
    float[] step = Hyperplane.reach(norm, from, gradient, -atFrom);
    float[] fromImage = Hyperplane.reach(norm, image, gradient, -atImage);
    double size = Math.max(1e-8, size(norm, step));
    double back = Math.min(MOST_BACK, size / (size + Math.max(1e-8, size(norm, fromImage))));
    float[] next = new float[point.length];
    for (int i = 0; i < next.length; i++) {
      double free = from[i] + BEYOND * step[i];
      double near = image[i] + BEYOND * fromImage[i];
      next[i] = (float) Math.max(0, Math.min(1, (1 - back) * free + back * near));
    }
    return next;
  }

  private static double size(Norm norm, float[] change) {
    return norm.distance(change, new float[change.length]);
  }

  /** Goes from each nearest point towards its image as far as the goal stays reached. */
  private static void refine(
      WhiteBoxModel model, float[][] images, List<Goal> goals, List<Nearest> nearest) {
    Selection found =
        Selection.where(
            images.length, i -> nearest.get(i).found() && nearest.get(i).distance() > 0);
    double[] low = new double[images.length];
    double[] high = new double[images.length];
    Arrays.fill(high, 1);
    float[][] ends = nearest.stream().map(Nearest::image).toArray(float[][]::new);
    for (int round = 0; round < BISECTIONS && !found.isEmpty(); round++) {
      float[][] middles =
          found.places().stream()
              .map(i -> Samples.blend(images[i], ends[i], (low[i] + high[i]) / 2))
              .toArray(float[][]::new);
      float[][] logits = model.logits(middles);
      for (int n = 0; n < middles.length; n++) {
        int i = found.places().get(n);
        double middle = (low[i] + high[i]) / 2;
        if (goals.get(i).reached(logits[n])) {
          nearest.get(i).offer(middles[n]);
          high[i] = middle;
        } else {
          low[i] = middle;
        }
      }
    }
  }
}
