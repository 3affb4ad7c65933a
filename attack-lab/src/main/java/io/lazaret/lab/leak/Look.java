package io.lazaret.lab.leak;

/**
 * What the paper's detectors see of one image.
 *
 * @param image the id of the clean image that it is or was made from
 * @param patient whose it is
 * @param deep a row of {@link io.lazaret.core.detect.Statistics#PENULTIMATE_BY_CLASS}
 * @param taps a row of {@link io.lazaret.core.detect.Statistics#TAPS_BY_CLASS}
 */
public record Look(String image, String patient, double[] deep, double[] taps) {}
