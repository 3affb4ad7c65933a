package io.lazaret.lab.adaptive;

/** How an attacker who wants two things, to be misread and to be overlooked, combines them. */
public enum Pursuit {
  /** The margin, until the goal is reached, minus the weighted suspicion, in one sum. */
  WEIGHTED {
    @Override
    float[] direction(Finding found, boolean reached, double weight) {
      float[] sum = new float[found.toGoal().length];
      for (int i = 0; i < sum.length; i++) {
        float toGoal = reached ? 0 : found.toGoal()[i];
        sum[i] = (float) (toGoal - weight * found.toDetector()[i]);
      }
      return sum;
    }
  },

  /**
   * Away from the detector where the goal is reached, towards the goal where it is not (Bryniarski
   * et al., ICLR 2022).
   */
  SELECTIVE {
    @Override
    float[] direction(Finding found, boolean reached, double weight) {
      return reached ? opposite(found.toDetector()) : found.toGoal().clone();
    }
  },

  /**
   * As {@link #SELECTIVE}, each gradient without its part along the other, so that a step for the
   * one does no harm to the other (the same paper).
   */
  ORTHOGONAL {
    @Override
    float[] direction(Finding found, boolean reached, double weight) {
      float[] wanted = SELECTIVE.direction(found, reached, weight);
      float[] kept = reached ? found.toGoal() : found.toDetector();
      double along = dot(wanted, kept);
      double square = dot(kept, kept);
      for (int i = 0; i < wanted.length && square > 0; i++) {
        wanted[i] -= (float) (along / square * kept[i]);
      }
      return wanted;
    }
  };

  /**
   * Which way to step.
   *
   * @param reached whether the goal is
   * @param weight of the detector, with {@link #WEIGHTED}
   */
  abstract float[] direction(Finding found, boolean reached, double weight);

  private static float[] opposite(float[] gradient) {
    float[] opposite = new float[gradient.length];
    for (int i = 0; i < gradient.length; i++) {
      opposite[i] = -gradient[i];
    }
    return opposite;
  }

  private static double dot(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }
}
