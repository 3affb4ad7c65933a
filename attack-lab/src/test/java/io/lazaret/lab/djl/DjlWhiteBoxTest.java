package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.model.djl.LoadedNetwork;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.GradientDescent;
import io.lazaret.lab.attack.Gradients;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.Objective;
import io.lazaret.lab.attack.ThreatModel;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DjlWhiteBoxTest {
  private static final BuiltIn ARCHITECTURE = TestNetwork.architecture(1, 3);

  @TempDir Path directory;
  private Path weights;

  @BeforeEach
  void network() {
    weights = directory.resolve("weights.safetensors");
    TestNetwork.write(ARCHITECTURE, weights, 1);
  }

  @Test
  void logitsAreThoseOfTheBackboneThatTheAppRuns() {
    float[][] images = TestNetwork.images(ARCHITECTURE, 40, 2);
    try (DjlWhiteBox whiteBox = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu");
        DjlBackbone backbone = DjlBackbone.load(ARCHITECTURE, weights, "cpu")) {

      float[][] logits = whiteBox.logits(images);

      for (int n = 0; n < images.length; n++) {
        Levels levels = Levels.quantise(ARCHITECTURE.geometry(), images[n]);
        Features features = backbone.run(List.of(Prepared.of(levels, List.of()))).get(0);
        for (int k = 0; k < 3; k++) {
          assertEquals(features.value(0, k), logits[n][k], 1e-4 * (1 + Math.abs(logits[n][k])));
        }
      }
    }
  }

  /**
   * The directional derivative along random directions and along the gradient itself. Rectifiers
   * bend the loss here and there, so a few of the directions may miss.
   */
  @ParameterizedTest
  @EnumSource
  void theGradientIsTheNumericOne(Loss loss) {
    BuiltIn fourClasses = TestNetwork.architecture(1, 4);
    TestNetwork.write(fourClasses, weights, 1);
    float[][] images = TestNetwork.images(fourClasses, 4, 3);
    List<Goal> goals =
        List.of(Goal.untargeted(0), Goal.targeted(1, 2), Goal.untargeted(2), Goal.targeted(0, 1));
    Random random = new Random(4);
    int missed = 0;
    try (DjlWhiteBox model = DjlWhiteBox.load(fourClasses, weights, "cpu")) {
      float[][] gradients = model.gradient(images, goals, loss).byImage();
      for (int n = 0; n < images.length; n++) {
        double length = norm(gradients[n]);
        assertTrue(length > 1e-4, "no gradient to compare");
        for (int direction = 0; direction < 10; direction++) {
          double[] along = new double[gradients[n].length];
          for (int i = 0; i < along.length; i++) {
            along[i] = direction == 0 ? gradients[n][i] / length : random.nextGaussian();
          }
          double expected = slope(model, images[n], goals.get(n), loss, along);
          missed += Math.abs(expected - dot(gradients[n], along)) > 0.03 * length ? 1 : 0;
        }
      }
    }
    assertTrue(missed <= 2, missed + " of 40 directions differ by over 3 % of the gradient");
  }

  @Test
  void onePassGivesTheLogitsAndTheGradientOfAnyObjective() {
    float[][] images = TestNetwork.images(ARCHITECTURE, 40, 3);
    Objective second = (image, logits) -> new float[] {0, image % 2, 0};
    Objective first = (image, logits) -> new float[] {1, 0, 0};
    Objective both = (image, logits) -> new float[] {2, image % 2, 0};
    try (DjlWhiteBox model = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu")) {

      Gradients together = model.gradient(images, both);

      float[][] logits = model.logits(images);
      float[][] ofFirst = model.gradient(images, first).byImage();
      float[][] ofSecond = model.gradient(images, second).byImage();
      for (int n = 0; n < images.length; n++) {
        assertArrayEquals(logits[n], together.logits()[n], 1e-4f);
        float[] sum = new float[ofFirst[n].length];
        for (int i = 0; i < sum.length; i++) {
          sum[i] = 2 * ofFirst[n][i] + ofSecond[n][i];
        }
        assertArrayEquals(sum, together.byImage()[n], (float) (1e-4 * norm(sum)));
        assertEquals(n % 2 == 0, norm(ofSecond[n]) == 0);
      }
    }
  }

  @Test
  void gradientsDoNotDependOnTheCompanionsInABatch() {
    float[][] images = TestNetwork.images(ARCHITECTURE, 45, 5);
    List<Goal> goals = goals(45, 3);
    try (DjlWhiteBox model = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu")) {
      float[][] together = model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
      for (int n = 0; n < 45; n += 7) {
        float[] alone =
            model.gradient(new float[][] {images[n]}, List.of(goals.get(n)), Loss.CROSS_ENTROPY)
                .byImage()[0];

        assertArrayEquals(alone, together[n], (float) (1e-4 * norm(alone)));
      }
    }
  }

  @Test
  void gradientModeIsLeftAsItWas() {
    float[][] images = TestNetwork.images(ARCHITECTURE, 2, 6);
    boolean before = JniUtils.isGradMode();
    try (DjlWhiteBox model = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu")) {
      for (boolean mode : new boolean[] {true, false}) {
        JniUtils.setGradMode(mode);

        model.gradient(images, goals(2, 3), Loss.MARGIN);
        assertEquals(mode, JniUtils.isGradMode());

        assertThrows(
            RuntimeException.class,
            () ->
                model.gradient(
                    images, List.of(Goal.untargeted(0), Goal.untargeted(99)), Loss.MARGIN));
        assertEquals(mode, JniUtils.isGradMode(), "after a failure");
      }
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Test
  void theImagesAreLeftUntouched() {
    float[][] images = TestNetwork.images(ARCHITECTURE, 3, 7);
    try (DjlWhiteBox model = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu")) {
      model.logits(images);
      model.gradient(images, goals(3, 3), Loss.CROSS_ENTROPY);
    }
    assertArrayEquals(TestNetwork.images(ARCHITECTURE, 3, 7), images);
  }

  /** Native memory is invisible to the Java heap; what leaks hangs on the model's manager. */
  @Test
  void noTensorOutlivesItsCall() throws ReflectiveOperationException {
    float[][] images = TestNetwork.images(ARCHITECTURE, 3, 8);
    List<Goal> goals = goals(3, 3);
    try (DjlWhiteBox model = DjlWhiteBox.load(ARCHITECTURE, weights, "cpu")) {
      Field field = DjlWhiteBox.class.getDeclaredField("loaded");
      field.setAccessible(true);
      NDManager manager = ((LoadedNetwork) field.get(model)).manager();
      model.gradient(images, goals, Loss.CROSS_ENTROPY);
      int before = manager.getManagedArrays().size();

      for (int i = 0; i < 50; i++) {
        model.logits(images);
        model.gradient(images, goals, Loss.CROSS_ENTROPY);
      }

      assertEquals(before, manager.getManagedArrays().size());
    }
  }

  static Stream<Arguments> attacksAndClasses() {
    return Attacks.ALL.stream()
        .filter(attack -> attack instanceof GradientDescent)
        .flatMap(attack -> Stream.of(2, 4).map(classes -> Arguments.of(attack, classes)));
  }

  /**
   * Another batch size may take other kernels of the engine, whose sums differ in their last
   * digits; a sample whose gradient is nearly 0 may then step the other way, and move others in the
   * steps that follow. Measured: 0 to 11 of 3,840 samples.
   */
  @ParameterizedTest
  @MethodSource("attacksAndClasses")
  void onARealNetworkBatchesChangeAtMostOneSampleInAHundred(Attack attack, int classes) {
    BuiltIn architecture = TestNetwork.architecture(1, classes);
    TestNetwork.write(architecture, weights, 9);
    float[][] images = TestNetwork.images(architecture, 12, 10);
    List<Goal> goals = goals(12, classes);
    ThreatModel threat = ThreatModel.linfLevels(2);
    int differing = 0;
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {

      float[][] together = attack.perturb(model, images, goals, threat, 1);

      assertTrue(Arrays.deepEquals(together, attack.perturb(model, images, goals, threat, 1)));
      for (int n = 0; n < 12; n++) {
        float[] alone =
            attack.perturb(model, new float[][] {images[n]}, List.of(goals.get(n)), threat, 1)[0];
        differing += differing(architecture, alone, together[n]);
      }
    }
    int samples = 12 * architecture.geometry().size();
    assertTrue(differing <= samples / 100, differing + " of " + samples + " samples differ");
  }

  private static List<Goal> goals(int images, int classes) {
    return IntStream.range(0, images).mapToObj(n -> Goal.untargeted(n % classes)).toList();
  }

  private static int differing(BuiltIn architecture, float[] a, float[] b) {
    Levels first = Levels.quantise(architecture.geometry(), a);
    Levels second = Levels.quantise(architecture.geometry(), b);
    return (int)
        IntStream.range(0, a.length).filter(i -> first.level(i) != second.level(i)).count();
  }

  private static double slope(
      DjlWhiteBox model, float[] image, Goal goal, Loss loss, double[] along) {
    double step = 2e-3 / Math.sqrt(Arrays.stream(along).map(x -> x * x).sum());
    float[][] ends = new float[2][image.length];
    for (int i = 0; i < image.length; i++) {
      ends[0][i] = (float) (image[i] - step * along[i]);
      ends[1][i] = (float) (image[i] + step * along[i]);
    }
    float[][] logits = model.logits(ends);
    return (loss.value(logits[1], goal) - loss.value(logits[0], goal)) / (2 * step);
  }

  private static double norm(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double dot(float[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
