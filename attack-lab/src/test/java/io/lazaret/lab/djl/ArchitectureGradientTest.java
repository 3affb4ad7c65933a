package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Input gradients through pooling, bottlenecks, depthwise convolutions, residuals and heads. */
class ArchitectureGradientTest {
  /** Change of the loss: far above the rounding of floats, far below the kinks of rectifiers. */
  private static final double CHANGE = 5e-4;

  /** A sum over whole rows is larger, and so is its rounding. */
  private static final double CHANGE_OF_ROWS = 1e-2;

  /** Random halves of a gradient that are followed, each of another choice. */
  private static final int HALVES = 4;

  @TempDir Path directory;

  static List<BuiltIn> architectures() {
    return TestNetwork.ofEveryKind();
  }

  /**
   * What the gradient promises of a small step along a random half of its own components is what
   * the loss does. Measured: 0.1 to 4 % off, less with smaller steps.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void theGradientIsTheNumericOne(BuiltIn architecture) {
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 1);
    float[][] images = TestNetwork.images(architecture, 4, 3);
    List<Goal> goals = Stream.of(0, 1, 2, 0).map(Goal::untargeted).toList();
    Random random = new Random(4);
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      float[][] gradients = model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
      for (int n = 0; n < images.length; n++) {
        for (int half = 0; half < HALVES; half++) {
          float[][] ends = ends(images[n], gradients[n], CHANGE, random);
          double promised = 0;
          for (int i = 0; i < images[n].length; i++) {
            promised += ((double) ends[1][i] - ends[0][i]) * gradients[n][i];
          }

          float[][] logits = model.logits(ends);

          double found =
              Loss.CROSS_ENTROPY.value(logits[1], goals.get(n))
                  - Loss.CROSS_ENTROPY.value(logits[0], goals.get(n));
          assertEquals(promised, found, 0.1 * promised, "image " + n + ", half " + half);
        }
      }
    }
  }

  /**
   * What the way back reads must live until then. DJL's operators on numbers hand libtorch memory
   * of the Java heap's, which is gone with the next collection.
   */
  @Test
  void gradientsSurviveTheGarbageCollector() throws InterruptedException {
    BuiltIn architecture = TestNetwork.architecture(1, 3);
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 1);
    float[][] images = TestNetwork.images(architecture, 4, 3);
    List<Goal> goals = Stream.of(0, 1, 2, 0).map(Goal::untargeted).toList();
    AtomicBoolean done = new AtomicBoolean();
    Thread collector = new Thread(() -> collect(done));
    collector.start();
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      float[][] first = model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
      for (int call = 0; call < 6; call++) {
        assertArrayEquals(
            first, model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage(), "call " + call);
      }
    } finally {
      done.set(true);
      collector.join();
    }
  }

  /** Frees direct memory again and again, and writes to what was freed. */
  private static void collect(AtomicBoolean done) {
    while (!done.get()) {
      System.gc();
      for (int i = 0; i < 200; i++) {
        ByteBuffer.allocateDirect(4 + i % 4 * 4).putFloat(0, Float.NaN);
      }
    }
  }

  /** The same of a function of everything that the network says of an image and its neighbour. */
  @ParameterizedTest
  @MethodSource("architectures")
  void theGradientOfWholeRowsIsTheNumericOne(BuiltIn architecture) {
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 1);
    float[][] planes = TestNetwork.images(architecture, 2, 3);
    Random random = new Random(4);
    float[][] slopes = new float[2][architecture.layout().size()];
    for (float[] plane : slopes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = (float) random.nextGaussian();
      }
    }
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      var pass = model.gradientOfRows(new float[][][] {planes}, (subject, rows) -> slopes);
      assertArrayEquals(model.rows(planes), pass.rows()[0]);
      for (int plane = 0; plane < 2; plane++) {
        for (int half = 0; half < HALVES; half++) {
          float[] gradient = pass.byImage()[0][plane];
          float[][] ends = ends(planes[plane], gradient, CHANGE_OF_ROWS, random);
          double promised = dot(ends[1], gradient) - dot(ends[0], gradient);

          float[][] rows = model.rows(ends);

          double found = dot(rows[1], slopes[plane]) - dot(rows[0], slopes[plane]);
          assertEquals(promised, found, 0.1 * promised, "plane " + plane + ", half " + half);
        }
      }
    }
  }

  /** A network without a signal: the deviation of every channel is zero. */
  @ParameterizedTest
  @MethodSource("architectures")
  void aChannelThatIsTheSameEverywhereHasAGradientOfZeroAndNotNone(BuiltIn architecture) {
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSilent(architecture, weights);
    float[][] image = TestNetwork.images(architecture, 1, 3);
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      float[] slopes = new float[architecture.layout().size()];
      Arrays.fill(slopes, 1);

      var pass =
          model.gradientOfRows(new float[][][] {image}, (subject, rows) -> new float[][] {slopes});

      assertArrayEquals(new float[image[0].length], pass.byImage()[0][0]);
    }
  }

  private static double dot(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }

  /** The image moved back and forth along a random half of the gradient's components. */
  private static float[][] ends(float[] image, float[] gradient, double change, Random random) {
    boolean[] chosen = new boolean[image.length];
    double square = 0;
    for (int i = 0; i < image.length; i++) {
      chosen[i] = random.nextBoolean();
      square += chosen[i] ? (double) gradient[i] * gradient[i] : 0;
    }
    float[][] ends = new float[2][image.length];
    for (int i = 0; i < image.length; i++) {
      double step = chosen[i] ? change / square * gradient[i] : 0;
      ends[0][i] = (float) (image[i] - step);
      ends[1][i] = (float) (image[i] + step);
    }
    return ends;
  }
}
