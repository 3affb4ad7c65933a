package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResizedModelTest {
  private static final Geometry NETWORK = new Geometry(3, 9, 12);
  private static final Geometry FEED = new Geometry(3, 25, 31);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(NETWORK, 3, 1);

  @ParameterizedTest
  @EnumSource
  void withRoundingTheNetworkReadsExactlyWhatTheAppHandsIt(ResampleKernel kernel) {
    ResizedModel resized = new ResizedModel(MODEL, FEED, kernel, true);
    Preprocessing preprocessing = new Preprocessing(NETWORK, kernel);
    for (int seed = 0; seed < 20; seed++) {
      Levels image = noise(seed);

      float[][] logits = resized.logits(new float[][] {image.intensities()});

      float[] prepared = preprocessing.apply(pixels(image)).intensities();
      assertArrayEquals(MODEL.logits(new float[][] {prepared}), logits);
    }
  }

  @Test
  void atTheFeedsOwnGeometryRoundingMakesItTheNetworkAsItReadsFiles() {
    ResizedModel files = new ResizedModel(MODEL, NETWORK, ResampleKernel.LANCZOS, true);
    Random random = new Random(3);
    float[][] images = new float[4][NETWORK.size()];
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextFloat();
      }
    }

    assertArrayEquals(MODEL.logitsOfFiles(images), files.logits(images));
  }

  /** Images of moderate contrast: where the kernel leaves [0, 1], the derivative has a kink. */
  @ParameterizedTest
  @EnumSource
  void theGradientIsTheNumericOne(ResampleKernel kernel) {
    ResizedModel resized = new ResizedModel(MODEL, FEED, kernel, false);
    float[][] images = {noise(1).intensities(), noise(2).intensities()};
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = 0.3f + 0.4f * image[i];
      }
    }
    List<Goal> goals = List.of(Goal.untargeted(0), Goal.targeted(1, 2));

    Gradients gradients = resized.gradient(images, goals, Loss.CROSS_ENTROPY);

    assertArrayEquals(resized.logits(images), gradients.logits());
    Random random = new Random(5);
    for (int n = 0; n < images.length; n++) {
      for (int trial = 0; trial < 10; trial++) {
        float[] less = images[n].clone();
        float[] more = images[n].clone();
        double expected = 0;
        for (int i = 0; i < less.length; i++) {
          float along = 1e-3f * (float) random.nextGaussian();
          less[i] -= along;
          more[i] += along;
          expected += gradients.byImage()[n][i] * ((double) more[i] - less[i]);
        }
        float[][] ends = resized.logits(new float[][] {less, more});
        double rise =
            Loss.CROSS_ENTROPY.value(ends[1], goals.get(n))
                - Loss.CROSS_ENTROPY.value(ends[0], goals.get(n));
        assertEquals(rise, expected, 1e-3 * (1 + Math.abs(rise)));
      }
    }
  }

  @Test
  void roundingLetsTheGradientThrough() {
    float[][] images = {noise(1).intensities()};
    List<Goal> goals = List.of(Goal.untargeted(0));
    ResampleKernel kernel = ResampleKernel.BILINEAR;

    float[][] rounded =
        new ResizedModel(MODEL, FEED, kernel, true).gradient(images, goals, Loss.MARGIN).byImage();

    assertArrayEquals(
        new ResizedModel(MODEL, FEED, kernel, false).gradient(images, goals, Loss.MARGIN).byImage(),
        rounded);
    assertTrue(Norm.L2.dual(rounded[0]) > 0);
  }

  @Test
  void anAttackOnTheFeedsImagesReachesTheNetworkBehindTheResize() {
    ResizedModel resized = new ResizedModel(MODEL, FEED, ResampleKernel.LANCZOS, true);
    float[][] images = {noise(7).intensities()};
    Goal goal = Goal.untargeted(Loss.order(resized.logits(images)[0])[0]);
    ThreatModel threat = ThreatModel.linfLevels(40);

    float[][] perturbed = Attacks.named("PGD").perturb(resized, images, List.of(goal), threat, 1);

    assertEquals(FEED.size(), perturbed[0].length);
    Levels file = Levels.quantise(FEED, perturbed[0]);
    float[] read =
        new Preprocessing(NETWORK, ResampleKernel.LANCZOS).apply(pixels(file)).intensities();
    assertTrue(goal.reached(MODEL.logits(new float[][] {read})[0]));
  }

  @Test
  void aFeedOfOtherChannelsIsNoFeedOfThisNetwork() {
    Geometry grey = new Geometry(1, 25, 31);

    assertThrows(
        IllegalArgumentException.class,
        () -> new ResizedModel(MODEL, grey, ResampleKernel.BOX, true));
  }

  private static Levels noise(long seed) {
    byte[] levels = new byte[FEED.size()];
    new Random(seed).nextBytes(levels);
    return new Levels(FEED, levels);
  }

  private static Pixels pixels(Levels image) {
    Geometry geometry = image.geometry();
    short[] samples = new short[geometry.size()];
    for (int y = 0, i = 0; y < geometry.height(); y++) {
      for (int x = 0; x < geometry.width(); x++) {
        for (int channel = 0; channel < geometry.channels(); channel++, i++) {
          samples[i] = (short) image.level(channel, y, x);
        }
      }
    }
    return new Pixels(geometry.width(), geometry.height(), geometry.channels(), 255, samples);
  }
}
