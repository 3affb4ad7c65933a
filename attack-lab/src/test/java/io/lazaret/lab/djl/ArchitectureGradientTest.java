package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Architecture;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

  @TempDir Path directory;

  static List<Architecture> architectures() {
    return TestNetwork.ofEveryKind();
  }

  /**
   * What the gradient promises of a small step along a random half of its own components is what
   * the loss does. Measured: 0.1 to 4 % off, less with smaller steps.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void theGradientIsTheNumericOne(Architecture architecture) {
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 1);
    float[][] images = TestNetwork.images(architecture, 4, 3);
    List<Goal> goals = Stream.of(0, 1, 2, 0).map(Goal::untargeted).toList();
    Random random = new Random(4);
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      float[][] gradients = model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
      for (int n = 0; n < images.length; n++) {
        for (int half = 0; half < 10; half++) {
          float[][] ends = ends(images[n], gradients[n], random);
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
    Architecture architecture = TestNetwork.architecture(1, 3);
    Path weights = directory.resolve("weights.safetensors");
    TestNetwork.writeSettled(architecture, weights, 1);
    float[][] images = TestNetwork.images(architecture, 4, 3);
    List<Goal> goals = Stream.of(0, 1, 2, 0).map(Goal::untargeted).toList();
    AtomicBoolean done = new AtomicBoolean();
    Thread collector = new Thread(() -> collect(done));
    collector.start();
    try (DjlWhiteBox model = DjlWhiteBox.load(architecture, weights, "cpu")) {
      float[][] first = model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
      for (int call = 0; call < 15; call++) {
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

  /** The image moved back and forth along a random half of the gradient's components. */
  private static float[][] ends(float[] image, float[] gradient, Random random) {
    boolean[] chosen = new boolean[image.length];
    double square = 0;
    for (int i = 0; i < image.length; i++) {
      chosen[i] = random.nextBoolean();
      square += chosen[i] ? (double) gradient[i] * gradient[i] : 0;
    }
    float[][] ends = new float[2][image.length];
    for (int i = 0; i < image.length; i++) {
      double step = chosen[i] ? CHANGE / square * gradient[i] : 0;
      ends[0][i] = (float) (image[i] - step);
      ends[1][i] = (float) (image[i] + step);
    }
    return ends;
  }
}
