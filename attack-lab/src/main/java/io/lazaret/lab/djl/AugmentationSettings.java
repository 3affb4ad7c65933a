package io.lazaret.lab.djl;

/**
 * How training images are changed at random.
 *
 * @param flip whether they are mirrored left to right; with turns of 180 degrees also upside down
 * @param rotationDegrees the largest turn either way, 0 to 180
 * @param scale the largest change of size, as a share, 0 to below 1
 * @param shift the largest shift, as a share of the image's side
 * @param contrast the largest change of contrast, as a share, 0 to below 1
 * @param brightness the largest change of brightness, as a share of full scale, 0 to below 1
 */
public record AugmentationSettings(
    boolean flip,
    double rotationDegrees,
    double scale,
    double shift,
    double contrast,
    double brightness) {
  public AugmentationSettings {
    check("rotationDegrees", rotationDegrees, 180);
    check("scale", scale, 0.99);
    check("shift", shift, 1);
    check("contrast", contrast, 0.99);
    check("brightness", brightness, 0.99);
  }

  private static void check(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(name + " must be 0 to " + most + ", not " + value);
    }
  }
}
