package io.lazaret.lab.fit;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Features;
import java.util.List;

/** Fits a detector; what it returns is finished. */
public interface DetectorTrainer {

  /** The detector's name in recipes, bundles and reports. */
  String name();

  /** What the detector looks at. */
  Statistics statistics();

  /**
   * Fits on features of images of the same patients on both sides.
   *
   * @param harmless clean images and their harmless changes
   * @param attacked attacked images
   * @param seed the source of randomness
   */
  Detector fit(List<Features> harmless, List<Features> attacked, long seed);
}
