package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.FeatureLayout.Tap;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.ModelImages;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.TorchScript;
import io.lazaret.core.model.view.Views;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that somebody else trained; {@code make.py} in the resources made these. */
class ScriptedNetworkTest {
  private static final Geometry GREY = new Geometry(1, 32, 32);

  private static Path file(String name) {
    return Path.of("src/test/resources/torchscript", name + ".pt");
  }

  private static TorchScript inspect(String name) {
    return ScriptProbe.inspect(file(name), GREY, 2, "cpu");
  }

  @Test
  void whatANetworkGivesIsFoundOut() {
    TorchScript grey = inspect("grey");
    TorchScript tokens = inspect("tokens");

    assertEquals(List.of(new Tap("tap1", 4), new Tap("tap2", 6)), grey.layout().taps());
    assertEquals(0, grey.layout().embedding());
    assertEquals(List.of(new Tap("tap1", 5), new Tap("tap2", 5)), tokens.layout().taps());
    assertEquals(3, tokens.layout().embedding());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          weights         | holds weights but no program
          logits-alone    | gives one tensor, (3, 2); it must give a tuple
          probabilities   | gives probabilities; export it without the softmax
          one-logit       | gives one logit for each image
          no-gradient     | has no input gradient
          rounded         | has an input gradient of zero
          two-images-only | cannot run on images of
          not-finite      | gives numbers that are
          in-training     | export it in evaluation mode
          double          | its logits are float64; it must give 32-bit floats
          files           | its program uses 'from_file'
          dictionary      | gives a dictionary; it must give a tuple
          number          | gives more than tensors
          missing         | no such file
          """)
  void whatCannotBeUsedIsRefusedInOneLine(String name, String reason) {
    RefusedException refused = assertThrows(RefusedException.class, () -> inspect(name));

    assertTrue(refused.getMessage().startsWith(file(name) + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
  }

  @Test
  void anotherNumberOfClassesOrOfChannelsIsRefused() {
    assertRefused(
        "gives 2 logits for each image, the data set has 3 classes",
        () -> ScriptProbe.inspect(file("grey"), GREY, 3, "cpu"));
    assertRefused(
        "cannot run on images of",
        () -> ScriptProbe.inspect(file("grey"), new Geometry(3, 32, 32), 2, "cpu"));
    assertRefused(
        "not a TorchScript file",
        () -> ScriptProbe.inspect(Path.of("src/test/resources/torchscript/make.py"), GREY, 2, ""));
  }

  private static void assertRefused(String reason, Runnable action) {
    RefusedException refused = assertThrows(RefusedException.class, action::run);
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  /** A layout that the program does not have: the bundle's parts do not belong together. */
  @Test
  void aProgramThatGivesOtherNumbersThanTheBundleSaysIsRefused() {
    TorchScript other = TorchScript.of(GREY, 2, List.of(4, 7), 0);

    assertRefused("the bundle says", () -> DjlBackbone.load(other, file("grey"), "cpu").close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grey", "frozen"})
  void tapsArePooledToMeansAndDeviations(String name) {
    Levels image = ModelImages.noise(GREY, 7);
    TorchScript architecture = inspect(name);
    try (ScriptedNetwork network = ScriptedNetwork.load(file(name), "cpu");
        NDManager call = network.manager().newSubManager()) {
      ScriptOutputs outputs =
          network.outputs(call.create(image.intensities(), new Shape(1, 1, 32, 32)));
      float[] logits = outputs.logits().toFloatArray();
      float[] second = outputs.taps().get(1).toFloatArray();
      try (DjlBackbone backbone = DjlBackbone.load(architecture, file(name), "cpu")) {
        Features features = backbone.run(List.of(Prepared.of(image, List.of()))).get(0);

        float[] row = features.row(0);
        assertEquals(2 + 2 * 4 + 2 * 6, row.length);
        assertEquals(logits[0], row[0], 1e-5);
        assertEquals(logits[1], row[1], 1e-5);
        int places = second.length / 6;
        for (int channel = 0; channel < 6; channel++) {
          double sum = 0;
          double squares = 0;
          for (int at = 0; at < places; at++) {
            double value = second[channel * places + at];
            sum += value;
            squares += value * value;
          }
          double mean = sum / places;
          double deviation = Math.sqrt(Math.max(0, squares / places - mean * mean) + 1e-12);
          assertEquals(mean, row[10 + channel], 1e-4);
          assertEquals(deviation, row[16 + channel], 1e-4);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grey", "tokens", "frozen"})
  void theInputGradientIsTheNumericOne(String name) {
    float[] image = ModelImages.noise(GREY, 3).intensities();
    try (ScriptedNetwork network = ScriptedNetwork.load(file(name), "cpu");
        NDManager call = network.manager().newSubManager()) {
      float[] gradient =
          InputGradients.of(network, images(call, image), logits -> new float[] {1, -1})
              .toFloatArray();

      float step = 2e-2f;
      for (int at : new int[] {0, 17, 400, 555, 1023}) {
        float[] up = image.clone();
        float[] down = image.clone();
        up[at] += step;
        down[at] -= step;
        double numeric = (margin(network, call, up) - margin(network, call, down)) / (2 * step);
        assertEquals(numeric, gradient[at], 2e-3 + 0.05 * Math.abs(numeric), "sample " + at);
      }
    }
  }

  private static NDArray images(NDManager call, float[] image) {
    return call.create(image, new Shape(1, 1, 32, 32));
  }

  private static double margin(ScriptedNetwork network, NDManager call, float[] image) {
    float[] logits = network.logits(images(call, image)).toFloatArray();
    return logits[0] - logits[1];
  }

  /** Gradients must not turn batch normalisation on, and no call may leave tensors behind. */
  @Test
  void answersStayTheSameAndMemoryStaysFlat() {
    TorchScript architecture = inspect("grey");
    List<Prepared> images =
        List.of(
            Prepared.of(ModelImages.noise(GREY, 1), Views.ALL, true),
            Prepared.of(ModelImages.noise(GREY, 2), Views.ALL, true));
    try (DjlBackbone backbone = DjlBackbone.load(architecture, file("grey"), "cpu")) {
      Features first = backbone.run(images).get(1);
      assertEquals(GradientFilter.SIZE, first.gradientRow().length);
      for (int i = 0; i < 30; i++) {
        backbone.run(images);
      }
      Features last = backbone.run(images).get(1);
      Features alone = backbone.run(images.subList(1, 2)).get(0);

      for (int plane = 0; plane <= Views.ALL.size(); plane++) {
        assertArrayEquals(first.row(plane), last.row(plane));
        assertArrayEquals(first.row(plane), alone.row(plane), 1e-4f);
      }
      assertArrayEquals(first.gradientRow(), last.gradientRow());
    }
  }

  @Test
  void noTensorOutlivesItsCall() {
    try (ScriptedNetwork network = ScriptedNetwork.load(file("tokens"), "cpu")) {
      float[] image = ModelImages.noise(GREY, 3).intensities();
      int before = run(network, image);
      for (int i = 0; i < 30; i++) {
        run(network, image);
      }
      assertEquals(before, run(network, image));
    }
  }

  private static int run(ScriptedNetwork network, float[] image) {
    try (NDManager call = network.manager().newSubManager()) {
      network.rows(images(call, image)).toFloatArray();
    }
    return network.manager().getManagedArrays().size();
  }
}
