package io.lazaret.lab.adaptive;

import io.lazaret.lab.attack.ThreatModel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One descent of one image: where it stands and how long its step is. Steps have momentum; where
 * they no longer find a better file, they go back to the best one and are half as long, as those of
 * Auto-PGD (Croce and Hein, ICML 2020). Where a plateau comes before the goal, the suspicion's
 * weight halves too.
 */
final class Descent {
  private static final double MOMENTUM = 0.5;

  /** A gain in logit units or of the score that is no more than noise. */
  private static final double NOISE = 1e-3;

  private final float[] origin;
  private final ThreatModel threat;
  private final Pursuit pursuit;
  private final double confidence;
  private final int patience;

  private final float[] momentum;
  private float[] point;
  private double length;
  private double weight;
  private float[] bestPoint;
  private @Nullable Finding best;
  private int sinceBest;
  private boolean finished;

  /**
   * @param start where it begins; becomes the descent's own
   * @param attack what is wanted, and how
   */
  Descent(float[] origin, float[] start, ThreatModel threat, EvasiveDescent attack) {
    this.origin = origin;
    this.point = start;
    this.bestPoint = start;
    this.threat = threat;
    this.pursuit = attack.pursuit();
    this.confidence = attack.confidence();
    this.weight = attack.weight();
    this.length = attack.relativeStep() * threat.epsilon();
    this.patience = Math.max(5, attack.steps() / 10);
    this.momentum = new float[start.length];
  }

  /** Where a look is wanted; not to be changed. */
  float[] point() {
    return point;
  }

  /** Whether there is nothing left to be wished for: every derivative is zero. */
  boolean finished() {
    return finished;
  }

  /** Told what there is at {@link #point}, it moves on. */
  void told(Finding found) {
    Finding here = found;
    if (best == null || found.aheadOf(best, NOISE)) {
      best = found;
      bestPoint = point;
      sinceBest = 0;
    } else if (++sinceBest >= patience) {
      here = best;
      point = bestPoint;
      length /= 2;
      weight = best.reached() ? weight : weight / 2;
      sinceBest = 0;
      Arrays.fill(momentum, 0);
    }
    move(here);
  }

  private void move(Finding found) {
    float[] direction = pursuit.direction(found, confidence, weight, this::step);
    double sum = 0;
    for (float each : direction) {
      sum += Math.abs(each);
    }
    finished = sum == 0;
    for (int i = 0; i < direction.length && !finished; i++) {
      momentum[i] = (float) (MOMENTUM * momentum[i] + direction[i] / sum * direction.length);
    }
    point = step(momentum);
  }

  /** Where a step in a direction ends. */
  private float[] step(float[] direction) {
    float[] moved = point.clone();
    threat.norm().step(moved, direction, length);
    threat.project(moved, origin);
    return moved;
  }
}
