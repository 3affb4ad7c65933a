package io.lazaret.lab.experiment;

import io.lazaret.core.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Patients dealt into those whose images calibrate and those whose images are held out.
 *
 * @param calibrating indices of images
 * @param heldOut indices of images, of other patients
 */
record Deal(int[] calibrating, int[] heldOut) {

  /**
   * Deals.
   *
   * @param calibratedAt where the calibrating images are from
   * @param site where the held-out images are from; may be the same
   * @param images calibrating images, about: a patient's images stay together
   * @param seed the source of randomness
   * @return with fewer calibrating images than asked where there are not enough
   */
  static Deal of(Site calibratedAt, Site site, int images, long seed) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    calibratedAt.patients().forEach(patient -> counts.merge(patient, 1, Integer::sum));
    List<String> order = new ArrayList<>(counts.keySet());
    Collections.shuffle(order, new Random(seed));
    Set<String> chosen = new HashSet<>();
    int count = 0;
    for (String patient : order) {
      if (count < images) {
        chosen.add(patient);
        count += Required.of(counts, patient);
      }
    }
    return new Deal(indices(calibratedAt, chosen, true), indices(site, chosen, false));
  }

  private static int[] indices(Site site, Set<String> patients, boolean among) {
    return IntStream.range(0, site.patients().size())
        .filter(i -> patients.contains(site.patients().get(i)) == among)
        .toArray();
  }

  /** How many patients the calibrating images are of. */
  int patients(Site calibratedAt) {
    return (int)
        IntStream.of(calibrating).mapToObj(calibratedAt.patients()::get).distinct().count();
  }
}
