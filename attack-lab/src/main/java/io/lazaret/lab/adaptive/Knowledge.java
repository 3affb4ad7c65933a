package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.model.view.View;
import java.util.List;

/**
 * What an informed attacker knows besides the network.
 *
 * @param clean images that nobody attacked, of other patients than those attacked
 * @param views that the detector looks through
 * @param score of the detector, or what stands in for it: of rows of {@link
 *     io.lazaret.core.detect.Statistics#CONSISTENCY}
 * @param floor the score of an ordinary clean image
 * @param seed of what is fitted
 */
public record Knowledge(
    CleanReference clean, List<View> views, LinearModel score, double floor, long seed) {

  DetectorDisguise detector() {
    return new DetectorDisguise(clean.layout(), views, score, floor);
  }

  MixtureDisguise mixtures(int components) {
    return MixtureDisguise.fit(clean, components, seed);
  }
}
