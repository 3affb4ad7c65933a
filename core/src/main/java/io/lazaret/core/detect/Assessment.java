package io.lazaret.core.detect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers behind a verdict.
 *
 * @param bundle the id of the bundle that judged
 * @param scores every detector's score by the detector's name, in the bundle's order; larger means
 *     more suspicious
 * @param pValue the deciding detector's p-value in (0, 1]: the share of calibration images at least
 *     as suspicious, taken over the stratum where it is largest
 * @param askedRate the false-positive rate that the verdict was made for, in (0, 1)
 */
public record Assessment(
    String bundle, Map<String, Double> scores, double pValue, double askedRate) {
  public Assessment {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }
}
