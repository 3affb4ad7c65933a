package io.lazaret.lab.attack;

import java.util.Comparator;
import java.util.stream.IntStream;

/** What an attacker raises, as a function of one image's logits and goal. */
public enum Loss {
  /** Cross entropy of the softmax against the label; its negative against the target. */
  CROSS_ENTROPY {
    @Override
    public double value(float[] logits, Goal goal) {
      double entropy = crossEntropy(logits, goal.reference());
      return goal.target().isPresent() ? -entropy : entropy;
    }

    @Override
    public float[] gradient(float[] logits, Goal goal) {
      int reference = goal.reference();
      double loss = crossEntropy(logits, reference);
      int sign = goal.target().isPresent() ? -1 : 1;
      float[] gradient = new float[logits.length];
      double others = 0;
      for (int k = 0; k < logits.length; k++) {
        if (k != reference) {
          double probability = Math.exp((double) logits[k] - logits[reference] - loss);
          gradient[k] = (float) (sign * probability);
          others += probability;
        }
      }
      // probability - 1 would round to 0 for a confident network
      gradient[reference] = (float) (-sign * others);
      return gradient;
    }
  },

  /** The goal's margin (Carlini and Wagner, 2017, without the clamp). */
  MARGIN {
    @Override
    public double value(float[] logits, Goal goal) {
      return goal.margin(logits);
    }

    @Override
    public float[] gradient(float[] logits, Goal goal) {
      int sign = goal.target().isPresent() ? -1 : 1;
      float[] gradient = new float[logits.length];
      gradient[goal.rival(logits)] = sign;
      gradient[goal.reference()] = -sign;
      return gradient;
    }
  },

  /**
   * The difference of logits ratio (Croce and Hein, 2020), which no scaling of the logits changes:
   * the margin in units of the distance from the largest logit to the third; targeted, the target's
   * lead over the label in units of the distance from the largest to the mean of third and fourth.
   */
  DLR {
    @Override
    public int minimumClasses(boolean targeted) {
      return targeted ? 4 : 3;
    }

    @Override
    public double value(float[] logits, Goal goal) {
      checkClasses(logits, goal);
      return lead(logits, goal) / spread(logits, order(logits), goal);
    }

    @Override
    public float[] gradient(float[] logits, Goal goal) {
      checkClasses(logits, goal);
      int[] order = order(logits);
      double spread = spread(logits, order, goal);
      double ratio = lead(logits, goal) / spread;
      double[] gradient = new double[logits.length];
      gradient[goal.target().orElseGet(() -> goal.rival(logits))] += 1;
      gradient[goal.label()] -= 1;
      gradient[order[0]] -= ratio;
      if (goal.target().isPresent()) {
        gradient[order[2]] += ratio / 2;
        gradient[order[3]] += ratio / 2;
      } else {
        gradient[order[2]] += ratio;
      }
      float[] rounded = new float[gradient.length];
      for (int k = 0; k < rounded.length; k++) {
        rounded[k] = (float) (gradient[k] / spread);
      }
      return rounded;
    }

    private void checkClasses(float[] logits, Goal goal) {
      if (logits.length < minimumClasses(goal.target().isPresent())) {
        throw new IllegalArgumentException("no DLR of " + logits.length + " classes for " + goal);
      }
    }

    private static double lead(float[] logits, Goal goal) {
      int ahead = goal.target().orElseGet(() -> goal.rival(logits));
      return (double) logits[ahead] - logits[goal.label()];
    }

    private static double spread(float[] logits, int[] order, Goal goal) {
      double third = logits[order[2]];
      double floor = goal.target().isPresent() ? (third + logits[order[3]]) / 2 : third;
      return logits[order[0]] - floor + 1e-12; // the leading logits may all be equal
    }
  };

  /** The fewest classes for which the loss exists. */
  public int minimumClasses(boolean targeted) {
    return 2;
  }

  /** The loss of one image. */
  public abstract double value(float[] logits, Goal goal);

  /** The gradient of the loss with respect to the logits. */
  public abstract float[] gradient(float[] logits, Goal goal);

  private static double crossEntropy(float[] logits, int reference) {
    double largest = logits[reference];
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum) - logits[reference];
  }

  /** The classes from the largest logit to the smallest. */
  static int[] order(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -logits[k]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
