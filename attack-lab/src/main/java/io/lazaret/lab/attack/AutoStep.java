package io.lazaret.lab.attack;

import java.util.SplittableRandom;

/**
 * One descent of Auto-PGD on one image: where it stands and how long its step is. Told the loss and
 * the gradient at {@link #point}, it moves on.
 */
final class AutoStep {
  /** The share of the new step against the momentum of the last one. */
  private static final double NEW = 0.75;

  /** The share of steps between two checkpoints that must have raised the loss. */
  private static final double RISING = 0.75;

  private final float[] origin;
  private final ThreatModel threat;
  private final int shortestInterval;
  private final int intervalDecrease;
  private int interval;
  private double length;

  private float[] point;
  private float[] before;
  private double loss = Double.NEGATIVE_INFINITY;
  private float[] bestPoint;
  private float[] bestGradient;
  private double bestLoss = Double.NEGATIVE_INFINITY;

  private boolean moved;
  private int sinceCheckpoint;
  private int rises;
  private double bestLossAtCheckpoint;
  private boolean halvedAtCheckpoint = true;

  AutoStep(float[] origin, ThreatModel threat, int steps, SplittableRandom random) {
    this.origin = origin;
    this.threat = threat;
    this.interval = Math.max(1, (int) (0.22 * steps));
    this.shortestInterval = Math.max(1, (int) (0.06 * steps));
    this.intervalDecrease = Math.max(1, (int) (0.03 * steps));
    this.length = 2 * threat.epsilon();
    point = origin.clone();
    threat.norm().scatter(point, threat.epsilon(), random);
    threat.project(point, origin);
    before = point;
    bestPoint = point;
    bestGradient = new float[point.length];
  }

  /** Where loss and gradient are wanted. */
  float[] point() {
    return point;
  }

  void told(double newLoss, float[] gradient) {
    rises += moved && newLoss > loss ? 1 : 0;
    sinceCheckpoint += moved ? 1 : 0;
    loss = newLoss;
    if (newLoss > bestLoss || !moved) {
      bestLoss = newLoss;
      bestPoint = point;
      bestGradient = gradient;
    }
    if (!moved) {
      bestLossAtCheckpoint = bestLoss;
    }
    boolean halved = sinceCheckpoint == interval && checkpoint();
    move(halved ? bestGradient : gradient);
  }

  /** Halves the step where it has stopped helping; says whether it did. */
  private boolean checkpoint() {
    boolean oscillates = rises <= RISING * interval;
    boolean stuck = !halvedAtCheckpoint && bestLossAtCheckpoint >= bestLoss;
    halvedAtCheckpoint = oscillates || stuck;
    bestLossAtCheckpoint = bestLoss;
    interval = Math.max(shortestInterval, interval - intervalDecrease);
    sinceCheckpoint = 0;
    rises = 0;
    if (halvedAtCheckpoint) {
      length /= 2;
      point = bestPoint;
      loss = bestLoss;
    }
    return halvedAtCheckpoint;
  }

  private void move(float[] gradient) {
    float[] next = point.clone();
    threat.norm().step(next, gradient, length);
    threat.project(next, origin);
    double fresh = moved ? NEW : 1;
    for (int i = 0; i < next.length; i++) {
      double step = fresh * (next[i] - point[i]) + (1 - fresh) * (point[i] - before[i]);
      next[i] = (float) (point[i] + step);
    }
    threat.project(next, origin);
    before = point;
    point = next;
    moved = true;
  }
}
