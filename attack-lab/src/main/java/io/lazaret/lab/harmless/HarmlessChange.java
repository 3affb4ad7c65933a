package io.lazaret.lab.harmless;

import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.Specimen;

/**
 * What happens to an image on its honest way through a hospital: it is re-encoded, resized by
 * another program, its contrast is set. A detector must not raise an alarm over it.
 */
public interface HarmlessChange {

  /** The name in recipes, calibrations and reports. */
  String name();

  /**
   * Whether it needs the image at the size it was taken: then, of the model's size, none is left.
   */
  default boolean resizes() {
    return false;
  }

  /**
   * The image after the change.
   *
   * @param specimen the image at the size it was taken
   * @param image the specimen at the model's geometry
   * @param preprocessing how it came there
   * @param seed the source of randomness
   */
  Levels apply(Specimen specimen, Levels image, Preprocessing preprocessing, long seed);
}
