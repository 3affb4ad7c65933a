package io.lazaret.lab.adaptive;

/**
 * The best point that an attacker has seen for one image: one whose file reaches the goal before
 * one whose file does not; of those that do, the least suspicious; of the others, the one with the
 * larger margin.
 */
final class Overlooked {
  /** A margin in logit units that the rounding of another batch does not undo. */
  private static final double REACHED = 0.01;

  private float[] image;
  private boolean reached;
  private double rank = Double.NEGATIVE_INFINITY;

  /** Nothing was tried yet: the clean image. */
  Overlooked(float[] clean) {
    this.image = clean.clone();
  }

  void offer(float[] candidate, double margin, double suspicion) {
    boolean reaches = margin > REACHED;
    double candidateRank = reaches ? -suspicion : margin;
    if ((reaches && !reached) || (reaches == reached && candidateRank > rank)) {
      image = candidate.clone();
      reached = reaches;
      rank = candidateRank;
    }
  }

  float[] image() {
    return image;
  }
}
