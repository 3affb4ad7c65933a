package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.ModelImages;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.view.Views;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DjlBackboneTest {
  private static final BuiltIn ARCHITECTURE = TinyNetwork.architecture(1, 3);
  private static final Geometry GREY = ARCHITECTURE.geometry();

  @TempDir Path directory;
  private Path weights;

  @BeforeEach
  void network() {
    weights = directory.resolve("weights.safetensors");
    TinyNetwork.write(ARCHITECTURE, weights, 1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void featuresDoNotDependOnTheCompanionsInABatch(Engine engine) {
    List<Prepared> images = images(7);
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu")) {

      List<Features> together = backbone.run(images);

      for (int n = 0; n < images.size(); n++) {
        Features alone = backbone.run(List.of(images.get(n))).get(0);
        assertClose(alone, together.get(n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void theOrderOfABatchIsTheOrderOfItsFeatures(Engine engine) {
    List<Prepared> images = new ArrayList<>(images(5));
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu")) {
      List<Features> features = backbone.run(images);
      Collections.reverse(images);

      List<Features> reversed = backbone.run(images);

      for (int n = 0; n < 5; n++) {
        assertClose(features.get(n), reversed.get(4 - n));
      }
    }
  }

  /** The input buffer is reused: a large batch must not shine through a small one after it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aCallDoesNotRememberTheCallsBefore(Engine engine) {
    List<Prepared> images = images(6);
    try (DjlBackbone fresh = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu");
        DjlBackbone used = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu")) {
      used.run(images);

      assertEquals(fresh.run(images.subList(2, 4)), used.run(images.subList(2, 4)));
    }
  }

  /** 128 images of 256 x 256 go through the network at once on a CPU. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatDoesNotGoThroughAtOnceComesOutInOrder(Engine engine) {
    Geometry large = new Geometry(1, 256, 256);
    BuiltIn architecture = ResNet.small(large, 2, 1, List.of(1), 0.5f, 0.25f);
    TinyNetwork.write(architecture, weights, 1);
    List<Prepared> images =
        IntStream.range(0, 140)
            .mapToObj(n -> Prepared.of(ModelImages.noise(large, n), List.of()))
            .toList();
    try (DjlBackbone backbone = DjlBackbone.load(architecture, weights, engine, "cpu")) {

      List<Features> together = backbone.run(images);

      assertEquals(images.size(), together.size());
      for (int n : new int[] {0, 126, 127, 128, 129, 139}) {
        assertClose(backbone.run(List.of(images.get(n))).get(0), together.get(n));
      }
    }
  }

  static List<BuiltIn> architectures() {
    return TinyNetwork.ofEveryKind();
  }

  static Stream<Arguments> enginesAndArchitectures() {
    return architectures().stream()
        .flatMap(
            architecture ->
                Arrays.stream(Engine.values()).map(engine -> Arguments.of(engine, architecture)));
  }

  /** Every number of a row, from the activations themselves in plain loops. */
  @ParameterizedTest
  @MethodSource("enginesAndArchitectures")
  void aRowIsWhatThePapersLayersGiveInPlainLoops(Engine engine, BuiltIn architecture) {
    TinyNetwork.write(architecture, weights, 2);
    Levels image = ModelImages.noise(architecture.geometry(), 3);
    try (DjlBackbone backbone = DjlBackbone.load(architecture, weights, engine, "cpu")) {

      Features features = backbone.run(List.of(Prepared.of(image, List.of()))).get(0);

      float[] expected = NaiveNetwork.features(architecture, weights, image);
      assertEquals(expected.length, features.row(0).length);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], features.value(0, i), 1e-3 * (1 + Math.abs(expected[i])));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theLogitsOfTheTapsAreThoseOfTheForwardPass(BuiltIn architecture) {
    TinyNetwork.write(architecture, weights, 2);
    Levels image = ModelImages.noise(architecture.geometry(), 3);
    Geometry geometry = architecture.geometry();
    try (DjlBackbone backbone = DjlBackbone.load(architecture, weights, "cpu");
        LoadedNetwork loaded = LoadedNetwork.open(architecture, weights, "cpu")) {
      Shape shape = new Shape(1, geometry.channels(), geometry.height(), geometry.width());
      NDArray input = loaded.manager().create(image.intensities(), shape);

      float[] logits = loaded.logits(input).toFloatArray();

      Features features = backbone.run(List.of(Prepared.of(image, List.of()))).get(0);
      assertEquals(architecture.classes(), logits.length);
      for (int k = 0; k < logits.length; k++) {
        assertEquals(logits[k], features.value(0, k), 1e-4 * (1 + Math.abs(logits[k])));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void imagesOfAnotherGeometryOrAnotherNumberOfPlanesAreDefects(Engine engine) {
    Prepared other = Prepared.of(ModelImages.noise(new Geometry(1, 20, 20), 1), List.of());
    Prepared withViews = images(1).get(0);
    Prepared without = Prepared.of(ModelImages.noise(GREY, 1), List.of());
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu")) {
      assertThrows(IllegalArgumentException.class, () -> backbone.run(List.of(other)));
      assertThrows(IllegalArgumentException.class, () -> backbone.run(List.of(withViews, without)));
      assertTrue(backbone.run(List.of(without)).size() == 1, "the backbone works on");
    }
  }

  @Test
  void gradientsLeaveTheFeaturesAsTheyAre() {
    List<Prepared> without = images(5);
    List<Prepared> with = withGradients(5);
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, "cpu")) {
      List<Features> plain = backbone.run(without);
      List<Features> features = backbone.run(with);

      for (int n = 0; n < 5; n++) {
        assertEquals(0, plain.get(n).gradientRow().length);
        assertEquals(GradientFilter.SIZE, features.get(n).gradientRow().length);
        for (int plane = 0; plane <= Views.ALL.size(); plane++) {
          assertArrayEquals(plain.get(n).row(plane), features.get(n).row(plane));
        }
        double margin = plain.get(n).predictedMargin(0);
        assertEquals(margin, features.get(n).gradientRow()[23], 1e-4 * (1 + margin));
      }
    }
  }

  /** More images than one gradient pass takes; each row is its own image's. */
  @Test
  void gradientsDoNotDependOnTheCompanionsInABatch() {
    List<Prepared> images = withGradients(35);
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, "cpu")) {

      List<Features> together = backbone.run(images);

      for (int n = 0; n < images.size(); n++) {
        float[] alone = backbone.run(List.of(images.get(n))).get(0).gradientRow();
        assertArrayEquals(alone, together.get(n).gradientRow(), 1e-3f, "image " + n);
      }
    }
  }

  /** Only images that were prepared for gradients turn gradient mode on, and only for a call. */
  @Test
  void gradientModeIsLeftAsItWas() {
    boolean before = JniUtils.isGradMode();
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, "cpu")) {
      for (boolean mode : new boolean[] {true, false}) {
        JniUtils.setGradMode(mode);
        backbone.run(withGradients(2));
        assertEquals(mode, JniUtils.isGradMode());
      }
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Native memory is invisible to the Java heap; what leaks hangs on the backbone's manager. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void noTensorOutlivesItsCall(Engine engine) throws ReflectiveOperationException {
    List<Prepared> images = engine == Engine.PYTORCH ? withGradients(3) : images(3);
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu")) {
      Field field = DjlBackbone.class.getDeclaredField("loaded");
      field.setAccessible(true);
      NDManager manager = ((LoadedNetwork) field.get(backbone)).manager();
      backbone.run(images);
      int before = manager.getManagedArrays().size();

      for (int i = 0; i < 50; i++) {
        backbone.run(images);
      }

      assertEquals(before, manager.getManagedArrays().size());
    }
  }

  /** A network that overflows forwards or backwards must not leave a finite row behind. */
  @Test
  void aNetworkThatIsNotFiniteGivesARowThatIsNotFinite() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.folded(ARCHITECTURE);
      network.initialize(manager);
      Weights.read(network, weights);
      for (String layer : List.of("conv1.weight", "fc.weight")) {
        network.parametersByName().get(layer).getArray().muli(1e30f);
      }
      Weights.write(network, weights);
    }
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, "cpu")) {
      for (Features features : backbone.run(withGradients(3))) {
        float[] row = features.gradientRow();
        assertFalse(IntStream.range(0, row.length).allMatch(i -> Float.isFinite(row[i])));
      }
    }
  }

  @Test
  void batchesOfWhichSomeAreForGradientsAreDefects() {
    List<Prepared> mixed = List.of(withGradients(1).get(0), images(1).get(0));
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, "cpu")) {
      assertThrows(IllegalArgumentException.class, () -> backbone.run(mixed));
    }
  }

  @ParameterizedTest
  @CsvSource({"PYTORCH, cpu()", "ONNXRUNTIME, onnxruntime:cpu()"})
  void theDeviceIsNamed(Engine engine, String name) {
    try (DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, engine, "cpu")) {
      assertEquals(name, backbone.device());
      assertEquals(ARCHITECTURE.layout(), backbone.layout());
    }
  }

  private static List<Prepared> images(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> Prepared.of(ModelImages.xrayLike(GREY, n), Views.ALL))
        .toList();
  }

  private static List<Prepared> withGradients(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> Prepared.of(ModelImages.xrayLike(GREY, n), Views.ALL, true))
        .toList();
  }

  private static void assertClose(Features expected, Features found) {
    for (int plane = 0; plane <= expected.views(); plane++) {
      for (int i = 0; i < expected.layout().size(); i++) {
        float value = expected.value(plane, i);
        assertEquals(value, found.value(plane, i), 1e-4 * (1 + Math.abs(value)));
      }
    }
  }
}
