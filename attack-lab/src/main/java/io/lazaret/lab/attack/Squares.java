package io.lazaret.lab.attack;

/** How Square makes its proposals under a norm. */
interface Squares {

  /** The image, untouched. */
  float[] image();

  /** Where the search starts: within the threat model, with all of it used. */
  float[] first();

  /**
   * A point with one square changed.
   *
   * @param best the best point so far
   * @param share the share of the image that the square covers
   */
  float[] propose(float[] best, double share);
}
