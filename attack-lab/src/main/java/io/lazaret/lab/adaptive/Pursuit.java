package io.lazaret.lab.adaptive;

import java.util.function.UnaryOperator;

/** How an attacker who wants two things, to be misread and to be overlooked, combines them. */
public enum Pursuit {
  /** The margin, until it is enough, minus the weighted suspicion, in one sum. */
  WEIGHTED {
    @Override
    float[] direction(
        Finding found, double confidence, double weight, UnaryOperator<float[]> step) {
      return sum(found, found.margin() >= confidence ? 0 : 1, weight);
    }
  },

  /**
   * Away from the detector where the margin is enough, towards the goal where it is not (Bryniarski
   * et al., ICLR 2022).
   */
  SELECTIVE {
    @Override
    float[] direction(
        Finding found, double confidence, double weight, UnaryOperator<float[]> step) {
      return found.margin() >= confidence ? sum(found, 0, 1) : found.toGoal().clone();
    }
  },

  /**
   * As {@link #SELECTIVE}, each gradient without its part along the other, so that a step for the
   * one does no harm to the other (the same paper).
   */
  ORTHOGONAL {
    @Override
    float[] direction(
        Finding found, double confidence, double weight, UnaryOperator<float[]> step) {
      float[] wanted = SELECTIVE.direction(found, confidence, weight, step);
      float[] kept = found.margin() >= confidence ? found.toGoal() : found.toDetector();
      double along = dot(wanted, kept);
      double square = dot(kept, kept);
      for (int i = 0; i < wanted.length && square > 0; i++) {
        wanted[i] -= (float) (along / square * kept[i]);
      }
      return wanted;
    }
  },

  /**
   * The step that lowers the suspicion most of those after which, to first order, the margin is
   * enough: a sum of both gradients, whose weights (a Lagrange multiplier) are found anew for every
   * step. Where no step takes the margin there, the one that raises it most.
   */
  CONSTRAINED {
    @Override
    float[] direction(
        Finding found, double confidence, double weight, UnaryOperator<float[]> step) {
      double scale = absolute(found.toDetector()) / absolute(found.toGoal());
      if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
        return SELECTIVE.direction(found, confidence, weight, step);
      }
      float[] here = step.apply(new float[found.toGoal().length]);
      float[] best = found.toGoal().clone();
      double low = -SEARCHED;
      double high = SEARCHED;
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        float[] direction = sum(found, scale * Math.exp(middle), 1);
        float[] there = step.apply(direction);
        double margin = found.margin() + dot(found.toGoal(), there) - dot(found.toGoal(), here);
        if (margin >= confidence) {
          best = direction;
          high = middle;
        } else {
          low = middle;
        }
      }
      return best;
    }
  };

  /** The logarithms of the weights that are searched, on both sides of gradients of equal size. */
  private static final double SEARCHED = 12;

  private static final int HALVINGS = 12;

  /**
   * Which way to step.
   *
   * @param confidence the margin that is enough
   * @param weight of the suspicion, with {@link #WEIGHTED}
   * @param step where a step in a direction would end
   */
  abstract float[] direction(
      Finding found, double confidence, double weight, UnaryOperator<float[]> step);

  /** Towards the goal and away from the detector, each by its weight. */
  private static float[] sum(Finding found, double toGoal, double fromDetector) {
    float[] sum = new float[found.toGoal().length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (toGoal * found.toGoal()[i] - fromDetector * found.toDetector()[i]);
    }
    return sum;
  }

  private static double absolute(float[] gradient) {
    double sum = 0;
    for (float each : gradient) {
      sum += Math.abs(each);
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }
}
