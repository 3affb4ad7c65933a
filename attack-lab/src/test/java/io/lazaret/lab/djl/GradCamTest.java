package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.djl.FoldedNetwork;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Grad-CAM against its definition, with gradients by finite differences. */
class GradCamTest {
  private static final float STEP = 0.5f;

  @TempDir Path directory;

  static List<BuiltIn> architectures() {
    return TestNetwork.ofEveryKind();
  }

  /**
   * Behind the last activations the networks are linear, so that a difference quotient of any step
   * is the gradient.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void channelsCountByTheMeanGradientOfThePredictedLogit(BuiltIn architecture) {
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 1);
    float[] image = TestNetwork.images(architecture, 1, 3)[0];
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu");
        FoldedNetwork loaded = FoldedNetwork.open(architecture, weights, "cpu")) {

      GradCam.HeatMap map = model.gradCam().of(new float[][] {image}).get(0);

      assertEquals(predicted(model.logits(new float[][] {image})[0]), map.predicted());
      float[] expected = definition(architecture, loaded, image, map.predicted());
      float largest = 0;
      for (float each : expected) {
        largest = Math.max(largest, each);
      }
      assertTrue(largest > 0, "nothing to compare");
      assertArrayEquals(expected, map.attention(), 2e-3f * largest);
    }
  }

  @Test
  void mapsDoNotDependOnTheirCompanions() {
    BuiltIn architecture = TestNetwork.architecture(1, 3);
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 2);
    float[][] images = TestNetwork.images(architecture, 40, 5);
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      List<GradCam.HeatMap> together = model.gradCam().of(images);

      assertEquals(40, together.size());
      for (int i : new int[] {0, 31, 32, 39}) {
        GradCam.HeatMap alone = model.gradCam().of(new float[][] {images[i]}).get(0);
        assertEquals(alone.predicted(), together.get(i).predicted());
        assertArrayEquals(alone.attention(), together.get(i).attention(), 1e-4f);
      }
    }
  }

  private static float[] definition(
      BuiltIn architecture, FoldedNetwork loaded, float[] image, int predicted) {
    try (NDManager call = loaded.manager().newSubManager()) {
      NDArray input = call.create(image).reshape(Tensors.shape(architecture.geometry(), 1));
      NDArray maps = loaded.network().lastMaps(loaded.store(), input);
      float[] activations = maps.toFloatArray();
      int channels = (int) maps.getShape().get(1);
      int size = activations.length / channels;
      float[] small = new float[size];
      for (int channel = 0; channel < channels; channel++) {
        double slope =
            (logit(call, loaded, maps, activations, channel, STEP, predicted)
                    - logit(call, loaded, maps, activations, channel, -STEP, predicted))
                / (2 * STEP);
        for (int at = 0; at < size; at++) {
          small[at] += (float) (slope / size * activations[channel * size + at]);
        }
      }
      for (int at = 0; at < size; at++) {
        small[at] = Math.max(0, small[at]);
      }
      var geometry = architecture.geometry();
      return ResampleKernel.BILINEAR.resample(
          small,
          (int) maps.getShape().get(2),
          (int) maps.getShape().get(3),
          geometry.height(),
          geometry.width());
    }
  }

  /** A logit after every activation of a channel was moved: its slope is the gradients' sum. */
  private static double logit(
      NDManager call,
      FoldedNetwork loaded,
      NDArray maps,
      float[] activations,
      int channel,
      float step,
      int predicted) {
    float[] moved = activations.clone();
    int size = activations.length / (int) maps.getShape().get(1);
    for (int at = 0; at < size; at++) {
      moved[channel * size + at] += step;
    }
    return loaded
        .network()
        .logitsOfMaps(loaded.store(), call.create(moved).reshape(maps.getShape()))
        .toFloatArray()[predicted];
  }

  private static int predicted(float[] logits) {
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    return best;
  }
}
