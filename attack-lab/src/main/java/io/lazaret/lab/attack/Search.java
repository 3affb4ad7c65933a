package io.lazaret.lab.attack;

/**
 * The search of a black-box attack on one image: it says which point it wants to ask about, and is
 * told the answer.
 *
 * @param <A> what an answer is: the margin for attacks that see scores, whether the goal is reached
 *     for attacks that see decisions
 */
interface Search<A> {

  /** Whether nothing is left to ask. */
  boolean finished();

  /** The point to ask about, of an unfinished search. */
  float[] point();

  /** The answer to the question about {@link #point}. */
  void told(A answer);

  /** The perturbed image, within the threat model. */
  float[] result();
}
