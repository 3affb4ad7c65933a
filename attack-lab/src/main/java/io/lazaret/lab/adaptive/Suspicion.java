package io.lazaret.lab.adaptive;

/**
 * What an attacker wants small for one image, besides reaching the goal: a differentiable function
 * of what a detector sees of it.
 */
@FunctionalInterface
public interface Suspicion {

  /** Judges. */
  Judgement of(Appearance appearance);

  /**
   * A value and where it comes from.
   *
   * @param value larger = more suspicious
   * @param followed the same or, where the value has no derivative, what stands in for it: what the
   *     derivatives are of
   * @param byRows by each number of each row
   * @param byFile by the samples of the file, its rows and gradients held; empty where there is no
   *     other way than through rows
   * @param byGradients by the samples of each gradient; empty where they are not looked at
   */
  record Judgement(
      double value, double followed, float[][] byRows, float[] byFile, float[][] byGradients) {

    /** Of a function of rows alone that has a derivative. */
    public Judgement(double value, float[][] byRows) {
      this(value, value, byRows, new float[0], new float[0][]);
    }
  }
}
