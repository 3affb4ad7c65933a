package io.lazaret.lab.adaptive;

/**
 * What an attacker wants small for one image, besides reaching the goal: a differentiable function
 * of the network's rows.
 */
@FunctionalInterface
public interface Suspicion {

  /**
   * Judges.
   *
   * @param rows of the image and of its views
   */
  Judgement of(float[][] rows);

  /**
   * A value and where it comes from.
   *
   * @param value larger = more suspicious
   * @param byRows its derivative by each number of each row
   */
  record Judgement(double value, float[][] byRows) {}
}
