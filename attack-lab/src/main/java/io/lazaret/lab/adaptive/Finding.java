package io.lazaret.lab.adaptive;

/**
 * What an attacker learns from one look at a file.
 *
 * @param margin of the goal, in logit units: above 0 where it is reached
 * @param suspicion of the disguise
 * @param followed the same, or what stands in for it
 * @param toGoal the derivative of the margin by the samples
 * @param toDetector the derivative of what is followed by the samples
 */
record Finding(
    double margin, double suspicion, double followed, float[] toGoal, float[] toDetector) {
  /** A margin in logit units that the rounding of another batch does not undo. */
  private static final double REACHED = 0.01;

  /** Whether the file reaches the goal. */
  boolean reached() {
    return margin > REACHED;
  }

  /**
   * A file that reaches the goal is better than one that does not; of those that do, the less
   * suspicious; of the others, the one with the larger margin.
   */
  boolean betterThan(Finding other) {
    return betterThan(other, suspicion, other.suspicion, 0);
  }

  /**
   * The same by what is followed, which changes with every step where the suspicion may not.
   *
   * @param by how much is worth counting
   */
  boolean aheadOf(Finding other, double by) {
    return betterThan(other, followed, other.followed, by);
  }

  private boolean betterThan(Finding other, double own, double others, double by) {
    if (reached() != other.reached()) {
      return reached();
    }
    return reached() ? own < others - by : margin > other.margin + by;
  }
}
