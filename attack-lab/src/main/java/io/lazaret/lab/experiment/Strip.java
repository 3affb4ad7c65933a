package io.lazaret.lab.experiment;

import org.jspecify.annotations.Nullable;

/**
 * One attacked image for a person to look at. The files are PNGs at the model's geometry, named by
 * their path beside the JSON.
 *
 * @param image the image's id
 * @param epsilon in units of full scale
 * @param label the name of its class
 * @param amplification what the perturbation is multiplied with in its file, around mid-grey
 * @param lesion whether the heat maps show the outline of a lesion
 */
public record Strip(
    String image,
    String attack,
    double epsilon,
    String label,
    double amplification,
    boolean lesion,
    String perturbation,
    Face clean,
    Face attacked) {

  /**
   * The image before or after the attack.
   *
   * @param file the image
   * @param attention the image under its heat map
   * @param predicted the class that the network names
   * @param pValue of the bundle's deciding detector; null when its score is not finite
   * @param verdict at the recipe's false-positive rate: {@code clear}, {@code suspect} or {@code
   *     undecidable}
   */
  public record Face(
      String file, String attention, String predicted, @Nullable Double pValue, String verdict) {}
}
