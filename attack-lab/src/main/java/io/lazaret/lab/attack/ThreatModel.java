package io.lazaret.lab.attack;

/**
 * What an attacker may do to an image.
 *
 * @param norm how the size of a perturbation is measured
 * @param epsilon the largest size, in units of full scale: 1/255 is one level of an 8-bit image
 */
public record ThreatModel(Norm norm, double epsilon) {
  public ThreatModel {
    if (!(epsilon > 0 && epsilon <= 1)) {
      throw new IllegalArgumentException("epsilon must lie between 0 and 1, not " + epsilon);
    }
  }

  /** The largest change of any sample is {@code levels} of 255. */
  public static ThreatModel linfLevels(double levels) {
    return new ThreatModel(Norm.LINF, levels / 255);
  }
}
