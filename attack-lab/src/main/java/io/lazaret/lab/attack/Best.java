package io.lazaret.lab.attack;

/** The point with the largest margin that an attack on one image has seen. */
final class Best {
  private float[] image;
  private double margin;

  /** Doing nothing is the first candidate. */
  Best(float[] image, double margin) {
    this.image = image.clone();
    this.margin = margin;
  }

  void offer(float[] candidate, double candidateMargin) {
    if (candidateMargin > margin) {
      image = candidate.clone();
      margin = candidateMargin;
    }
  }

  float[] image() {
    return image;
  }

  boolean reached() {
    return margin > 0;
  }
}
