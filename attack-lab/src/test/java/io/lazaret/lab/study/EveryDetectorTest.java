package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.detect.Detector;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.DetectorTrainers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class EveryDetectorTest {
  @TempDir private Path directory;

  /**
   * Fitted, calibrated, written, read back and run over the golden images by the app's own path.
   */
  @Test
  void everyRegisteredDetectorCanBeServed() {
    List<String> names = DetectorTrainers.ALL.stream().map(DetectorTrainer::name).toList();
    String recipe = TinyStudy.RECIPE + "detectors: [" + String.join(", ", names) + "]\n";
    TinyStudy.study(recipe, Optional.empty(), directory.resolve("out")).run();

    Bundle bundle = Bundle.read(directory.resolve("out/bundle"));

    assertEquals(names, bundle.detectors().stream().map(Detector::name).toList());
    try (BundleAssessor assessor =
        BundleAssessor.open(directory.resolve("out/bundle"), "cpu", 0.05)) {
      assessor.selfTest();
    }
  }
}
