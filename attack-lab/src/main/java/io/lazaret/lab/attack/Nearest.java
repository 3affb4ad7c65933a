package io.lazaret.lab.attack;

import java.util.List;

/** The nearest point beyond the decision boundary that an attack on one image has found. */
final class Nearest {
  private final Norm norm;
  private final float[] origin;
  private float[] image;
  private double distance = Double.POSITIVE_INFINITY;

  Nearest(Norm norm, float[] origin) {
    this.norm = norm;
    this.origin = origin;
    this.image = origin;
  }

  /** Takes a point that reaches the goal, if it is nearer than all before. */
  void offer(float[] candidate) {
    double size = norm.distance(candidate, origin);
    if (size < distance) {
      image = candidate.clone();
      distance = size;
    }
  }

  Norm norm() {
    return norm;
  }

  boolean found() {
    return distance < Double.POSITIVE_INFINITY;
  }

  /** Infinite where nothing was found. */
  double distance() {
    return distance;
  }

  /** The point found, or else the image itself. */
  float[] image() {
    return image;
  }

  /** The point found, cut down to the threat model; the image itself where nothing was found. */
  float[] within(ThreatModel threat) {
    float[] cut = image().clone();
    if (!threat.allows(cut, origin)) {
      threat.project(cut, origin);
    }
    return cut;
  }

  /** As {@link #within}, but the image itself where the cut leaves less margin than it had. */
  static float[][] within(
      Classifier model, List<Goal> goals, ThreatModel threat, List<Nearest> nearest) {
    float[][] clean = nearest.stream().map(each -> each.origin).toArray(float[][]::new);
    float[][] cut = nearest.stream().map(each -> each.within(threat)).toArray(float[][]::new);
    float[][] before = model.logits(clean);
    float[][] after = model.logits(cut);
    for (int i = 0; i < cut.length; i++) {
      if (goals.get(i).margin(after[i]) < goals.get(i).margin(before[i])) {
        cut[i] = clean[i].clone();
      }
    }
    return cut;
  }
}
