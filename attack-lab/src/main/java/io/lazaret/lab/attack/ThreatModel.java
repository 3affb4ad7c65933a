package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;

/**
 * What an attacker may do to an image.
 *
 * @param norm how the size of a perturbation is measured
 * @param epsilon the largest size, in units of full scale: 1/255 is one level of an 8-bit image
 */
public record ThreatModel(Norm norm, double epsilon) {
  public ThreatModel {
    if (norm == Norm.LINF && !(epsilon > 0 && epsilon <= 1)) {
      throw new IllegalArgumentException("epsilon must lie between 0 and 1, not " + epsilon);
    }
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon must be above 0 and finite, not " + epsilon);
    }
  }

  /** The largest change of any sample is {@code levels} of 255. */
  public static ThreatModel linfLevels(double levels) {
    return new ThreatModel(Norm.LINF, levels / 255);
  }

  /**
   * The root of the mean square change of the samples is {@code levels} of 255: as many levels mean
   * as much at every image size.
   */
  public static ThreatModel l2Levels(double levels, Geometry geometry) {
    return new ThreatModel(Norm.L2, levels / 255 * Math.sqrt(geometry.size()));
  }

  /** What so many levels mean under a norm: {@link #linfLevels} or {@link #l2Levels}. */
  public static ThreatModel levels(Norm norm, double levels, Geometry geometry) {
    return switch (norm) {
      case LINF -> linfLevels(levels);
      case L2 -> l2Levels(levels, geometry);
    };
  }

  /** Moves an image in place to the nearest allowed one. */
  public void project(float[] image, float[] origin) {
    norm.project(image, origin, epsilon);
  }

  /** Whether an image is allowed, but for the rounding of its samples. */
  public boolean allows(float[] image, float[] origin) {
    return norm.distance(image, origin) <= epsilon * (1 + 1e-6) + 1e-7;
  }
}
