package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Geometry RGB = new Geometry(3, 12, 16);
  private static final int PLANE = 12 * 16;

  @Test
  void withoutAnyChangeTheImageStaysAsItIs() {
    Levels image = noise(1);

    float[] same = apply(new AugmentationSettings(false, 0, 0, 0, 0, 0), image, 1);

    assertArrayEquals(image.intensities(), same, 1e-6f);
  }

  @Property(tries = 60)
  void anyChangeGivesIntensities(@ForAll long seed) {
    var settings = new AugmentationSettings(true, 180, 0.5, 0.3, 0.9, 0.9);

    for (float value : apply(settings, noise(seed), seed)) {
      assertTrue(value >= 0 && value <= 1, "intensity " + value);
    }
  }

  /** Colours move and brighten together: a grey image in RGB stays grey. */
  @Property(tries = 40)
  void allChannelsChangeAlike(@ForAll long seed) {
    byte[] levels = new byte[RGB.size()];
    new Random(seed).nextBytes(levels);
    for (int i = PLANE; i < levels.length; i++) {
      levels[i] = levels[i - PLANE];
    }

    float[] changed =
        apply(
            new AugmentationSettings(true, 180, 0.2, 0.1, 0.2, 0.1), new Levels(RGB, levels), seed);

    float[] red = Arrays.copyOf(changed, PLANE);
    assertArrayEquals(red, Arrays.copyOfRange(changed, PLANE, 2 * PLANE));
    assertArrayEquals(red, Arrays.copyOfRange(changed, 2 * PLANE, 3 * PLANE));
  }

  @Test
  void contrastScalesTheDistanceFromTheMiddleAndBrightnessAdds() {
    Levels image = noise(3);
    float[] original = image.intensities();

    float[] changed = apply(new AugmentationSettings(false, 0, 0, 0, 0.2, 0.1), image, 4);

    // two unclipped samples give both numbers, and every other sample follows from them
    int[] inner =
        IntStream.range(0, original.length)
            .filter(i -> original[i] > 0.3 && original[i] < 0.7)
            .toArray();
    int a = inner[0];
    int b = Arrays.stream(inner).filter(i -> original[i] != original[a]).findFirst().orElseThrow();
    double contrast = (changed[a] - changed[b]) / (original[a] - original[b]);
    double brightness = changed[a] - 0.5 - contrast * (original[a] - 0.5);
    assertTrue(Math.abs(contrast - 1) <= 0.2 && contrast != 1, "contrast " + contrast);
    assertTrue(Math.abs(brightness) <= 0.1 && brightness != 0, "brightness " + brightness);
    for (int i = 0; i < original.length; i++) {
      double expected = (original[i] - 0.5) * contrast + 0.5 + brightness;
      assertEquals(Math.max(0, Math.min(1, expected)), changed[i], 1e-4);
    }
  }

  private static float[] apply(AugmentationSettings settings, Levels image, long seed) {
    return new Augmentation(settings, new SplittableRandom(seed)).apply(image);
  }

  private static Levels noise(long seed) {
    byte[] levels = new byte[RGB.size()];
    new Random(seed).nextBytes(levels);
    return new Levels(RGB, levels);
  }
}
