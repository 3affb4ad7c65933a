package io.lazaret.lab.attack;

/** The L2 attack of Carlini and Wagner on one image: Adam's state, and the bisection of c. */
final class ConstantSearch {
  private static final double MEAN_DECAY = 0.9;
  private static final double SQUARE_DECAY = 0.999;

  /** Keeps the hyperbolic tangent of black and white samples finite. */
  private static final double INSIDE = 0.999999;

  private final float[] image;
  private final Goal goal;
  private final Nearest nearest;
  private double constant;
  private double low;
  private double high = Double.POSITIVE_INFINITY;

  private double[] variable = {};
  private double[] mean = {};
  private double[] square = {};
  private boolean reached;

  ConstantSearch(float[] image, Goal goal, float[] clean, double firstConstant) {
    this.image = image;
    this.goal = goal;
    this.constant = firstConstant;
    nearest = new Nearest(Norm.L2, image);
    if (goal.reached(clean)) {
      nearest.offer(image);
    }
  }

  Nearest nearest() {
    return nearest;
  }

  /** Starts anew at the image, with the present c. */
  void begin() {
    variable = new double[image.length];
    mean = new double[image.length];
    square = new double[image.length];
    reached = false;
    for (int i = 0; i < image.length; i++) {
      double inside = (2.0 * image[i] - 1) * INSIDE;
      variable[i] = 0.5 * Math.log((1 + inside) / (1 - inside));
    }
  }

  float[] point() {
    float[] point = new float[variable.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = (float) (0.5 * Math.tanh(variable[i]) + 0.5);
    }
    return point;
  }

  /** One step of Adam from {@link #point}, told the logits there and the margin's gradient. */
  void told(float[] logits, float[] gradient, int step, CarliniWagnerL2 attack) {
    boolean enough = goal.margin(logits) > attack.confidence();
    if (enough) {
      reached = true;
      nearest.offer(point());
    }
    double pull = enough ? 0 : constant;
    double meanScale = 1 / (1 - Math.pow(MEAN_DECAY, step));
    double squareScale = 1 / (1 - Math.pow(SQUARE_DECAY, step));
    for (int i = 0; i < variable.length; i++) {
      double tanh = Math.tanh(variable[i]);
      double change = 0.5 * tanh + 0.5 - image[i];
      double slope = (2 * change - pull * gradient[i]) * 0.5 * (1 - tanh * tanh);
      mean[i] = MEAN_DECAY * mean[i] + (1 - MEAN_DECAY) * slope;
      square[i] = SQUARE_DECAY * square[i] + (1 - SQUARE_DECAY) * slope * slope;
      variable[i] -=
          attack.learningRate() * meanScale * mean[i] / (Math.sqrt(squareScale * square[i]) + 1e-8);
    }
  }

  /** A smaller c where the goal was reached, a larger one where it was not. */
  void end() {
    if (reached) {
      high = Math.min(high, constant);
    } else {
      low = Math.max(low, constant);
    }
    constant = Double.isInfinite(high) ? constant * 10 : (low + high) / 2;
  }
}
