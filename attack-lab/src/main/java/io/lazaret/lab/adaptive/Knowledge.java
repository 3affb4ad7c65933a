package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.view.View;
import java.util.List;

/**
 * What an informed attacker knows besides the network.
 *
 * @param clean images that nobody attacked, of other patients than those attacked
 * @param views that the detector looks through
 * @param target the detector, as {@link DetectorDisguise} can differentiate it
 * @param rows what detectors of its kind are fitted on
 * @param floor a score that many clean images have: nothing is gained below it
 * @param seed of what is fitted
 */
public record Knowledge(
    CleanReference clean,
    List<View> views,
    Detector target,
    double[][] rows,
    double floor,
    long seed) {

  DetectorDisguise detector() {
    return new DetectorDisguise(clean.layout(), views, target, rows, floor);
  }

  MixtureDisguise mixtures(int components) {
    return MixtureDisguise.fit(clean, components, seed);
  }
}
