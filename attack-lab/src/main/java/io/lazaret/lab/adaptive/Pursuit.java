package io.lazaret.lab.adaptive;

/** How an attacker who wants two things, to be misread and to be overlooked, combines them. */
public enum Pursuit {
  /** The loss minus the weighted suspicion, in one sum. */
  WEIGHTED,

  /**
   * Away from the detector where the goal is reached, towards the goal where it is not (Bryniarski
   * et al., ICLR 2022).
   */
  SELECTIVE,

  /**
   * As {@link #SELECTIVE}, each gradient without its part along the other, so that a step for the
   * one does no harm to the other (the same paper).
   */
  ORTHOGONAL
}
