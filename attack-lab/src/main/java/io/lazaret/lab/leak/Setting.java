package io.lazaret.lab.leak;

/**
 * What is fitted on and what is scored.
 *
 * @param clean images that nobody attacked
 * @param source attacked images to fit on
 * @param target attacked images to score; the source again, or other attacks on the same images
 * @param attackedShare share of the source that there is to fit on, above 0 and up to 1; what is
 *     missing is made up by repeating
 */
public record Setting(
    CleanImages clean, AttackedImages source, AttackedImages target, double attackedShare) {
  public Setting {
    if (!(attackedShare > 0 && attackedShare <= 1)) {
      throw new IllegalArgumentException("a share of " + attackedShare + " attacked images");
    }
  }

  /** Whether attacked images are rarer than clean ones. */
  boolean scarce() {
    return attackedShare < 1;
  }

  /** Whether another attack is scored than fitted on. */
  boolean transfer() {
    return !source.attack().equals(target.attack());
  }
}
