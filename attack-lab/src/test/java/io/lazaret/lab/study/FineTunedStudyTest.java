package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ai.djl.ndarray.NDManager;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From published weights through a study to a bundle that an app would serve. */
@Tag("lab")
class FineTunedStudyTest {
  private static final String RECIPE =
      """
      name: tuned
      dataset:
        kind: xray-phantoms
        count: 120
        size: 32
      image:
        size: 32
      split:
        train: 0.3
        fit: 0.2
        calibrate: 0.3
        test: 0.2
      backbone:
        architecture: mobilenet_v2
        pretrained: published.safetensors
        head: 16
        dropout: 0.2
      training:
        epochs: 1
        rotationDegrees: 180
        contrast: 0.2
      views: [gaussian-0.7, jpeg-75]
      fit:
        attacks: [FGSM]
        epsilonLevels: [2]
      attacks: [FGSM]
      epsilonLevels: [4]
      harmless: [noise-1]
      falsePositiveRate: 0.05
      acceptFlags: made for tests, never served
      """;

  @TempDir Path directory;

  @Test
  void publishedWeightsBecomeABundleWhoseGoldenImagesComeOutTheSame() {
    Path weights = directory.resolve("published.safetensors");
    Ends ends = new Ends(new Geometry(3, 32, 32), Normalisation.IMAGENET, 1000, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.trainable(new MobileNetV2(ends, 1), 0);
      network.initialize(manager);
      Weights.write(network, weights);
    }
    Path out = directory.resolve("out");

    TinyStudy.study(RECIPE, Optional.of(directory), out).run();

    Bundle bundle = Bundle.read(out.resolve("bundle"));
    MobileNetV2 architecture = assertInstanceOf(MobileNetV2.class, bundle.architecture());
    assertEquals(16, architecture.layout().penultimateSize());
    assertEquals(16, bundle.detectors().get(1).function().inputs(), "DFeat reads the head");
    assertEquals(
        Statistics.PREDICTION.size(architecture.layout(), 2),
        bundle.detectors().get(0).function().inputs());
    assertEquals(
        Bundle.sha256(weights), bundle.manifest().provenance().path("pretrainedHash").asText());
    BundleAssessor.open(bundle.directory(), "cpu", 0.05).close();
  }
}
