package io.lazaret.lab.attack;

/** Projection onto a linear decision boundary within [0, 1]. */
final class Hyperplane {
  private Hyperplane() {}

  /**
   * The shortest change of an image that raises a linear function by an amount (or lowers it, where
   * the amount is negative) and stays in [0, 1]. Samples move in the proportions of the norm's
   * steepest step until they meet the end of their range; where all have met it, the corner is as
   * far as it goes.
   *
   * <p>The rise is concave in the length, so that Newton's method comes from below and ends after
   * finitely many rounds (Croce and Hein, 2020, solve the same by sorting).
   *
   * @return the change of each sample
   */
  static float[] reach(Norm norm, float[] image, float[] gradient, double rise) {
    double sign = Math.signum(rise);
    double length = 0;
    for (int held = -1; ; ) {
      double gained = 0;
      double slope = 0;
      int holding = 0;
      for (int i = 0; i < image.length; i++) {
        double weight = Math.abs((double) gradient[i]);
        double share = norm.share(weight);
        double room = Norm.room(image[i], sign * gradient[i]);
        if (length * share > room) {
          gained += weight * room;
          holding++;
        } else {
          slope += weight * share;
        }
      }
      if (holding == held || slope == 0) {
        length = slope == 0 ? Double.MAX_VALUE : length;
        break;
      }
      held = holding;
      length = Math.max(0, Math.abs(rise) - gained) / slope;
    }
    return change(norm, image, gradient, sign, length);
  }

  private static float[] change(
      Norm norm, float[] image, float[] gradient, double sign, double length) {
    float[] change = new float[image.length];
    for (int i = 0; i < change.length; i++) {
      double direction = sign * Math.signum(gradient[i]);
      double room = Norm.room(image[i], direction);
      double share = norm.share(Math.abs((double) gradient[i]));
      change[i] = share == 0 ? 0 : (float) (direction * Math.min(room, length * share));
    }
    return change;
  }
}
