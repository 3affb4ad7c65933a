package io.lazaret.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.view.GaussianBlur;
import io.lazaret.core.model.view.Shift;
import io.lazaret.core.model.view.View;
import io.lazaret.core.model.view.Views;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreprocessingTest {
  private static final Geometry GREY = new Geometry(1, 9, 12);
  private static final Geometry RGB = new Geometry(3, 9, 12);

  @ParameterizedTest
  @EnumSource
  void anImageThatFitsIsLeftExactlyAsItIs(ResampleKernel kernel) {
    for (Geometry geometry : List.of(GREY, RGB)) {
      Levels image = ModelImages.noise(geometry, 1);

      assertEquals(image, new Preprocessing(geometry, kernel).apply(pixels(image)));
    }
  }

  @Test
  void sixteenBitsAreRoundedToEight() {
    short[] samples = new short[GREY.size()];
    samples[0] = (short) 65535;
    samples[1] = (short) (257 * 100);
    samples[2] = (short) (257 * 100 + 128); // 100.498 levels
    samples[3] = (short) (257 * 100 + 129); // 100.502 levels

    Levels levels =
        new Preprocessing(GREY, ResampleKernel.BILINEAR)
            .apply(new Pixels(12, 9, 1, 65535, samples));

    assertEquals(
        List.of(255, 100, 100, 101, 0),
        List.of(
            levels.level(0), levels.level(1), levels.level(2), levels.level(3), levels.level(4)));
  }

  @Test
  void colourBecomesGreyByItsLuma() {
    short[] samples = new short[GREY.size() * 3];
    int[] colours = {255, 0, 0, /**/ 0, 255, 0, /**/ 0, 0, 255, /**/ 200, 200, 200};
    for (int i = 0; i < colours.length; i++) {
      samples[i] = (short) colours[i];
    }

    Levels levels =
        new Preprocessing(GREY, ResampleKernel.BOX).apply(new Pixels(12, 9, 3, 255, samples));

    assertEquals(
        List.of(76, 150, 29, 200),
        List.of(levels.level(0), levels.level(1), levels.level(2), levels.level(3)));
  }

  @Test
  void greyBecomesThreeEqualChannels() {
    Levels grey = ModelImages.noise(GREY, 2);

    Levels rgb = new Preprocessing(RGB, ResampleKernel.BOX).apply(pixels(grey));

    for (int i = 0; i < GREY.size(); i++) {
      assertEquals(grey.level(i), rgb.level(i));
      assertEquals(grey.level(i), rgb.level(2 * GREY.size() + i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void overshootOfAKernelIsClipped(ResampleKernel kernel) {
    short[] samples = new short[30 * 30];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (i % 30 < 15 ? 0 : 255);
    }

    float[] source = new float[30 * 30];
    for (int i = 0; i < source.length; i++) {
      source[i] = samples[i];
    }
    float[] resized = kernel.resample(source, 30, 30, 20, 20);

    Levels levels =
        new Preprocessing(new Geometry(1, 20, 20), kernel)
            .apply(new Pixels(30, 30, 1, 255, samples));

    for (int i = 0; i < 400; i++) {
      assertEquals(Math.round(Math.max(0, Math.min(255, resized[i]))), levels.level(i));
    }
  }

  @Property(tries = 20)
  void quantisingIntensitiesOfLevelsGivesTheLevels(@ForAll long seed) {
    Levels image = ModelImages.noise(RGB, seed);

    assertEquals(image, Levels.quantise(RGB, image.intensities()));
  }

  @Test
  void quantisingClipsAndRounds() {
    float[] intensities = new float[GREY.size()];
    intensities[0] = -3;
    intensities[1] = 7;
    intensities[2] = 99.4f / 255;
    intensities[3] = 99.6f / 255;

    Levels levels = Levels.quantise(GREY, intensities);

    assertEquals(
        List.of(0, 255, 99, 100),
        List.of(levels.level(0), levels.level(1), levels.level(2), levels.level(3)));
  }

  @Test
  void planesStandInTheOrderOfTheViews() {
    Levels image = ModelImages.noise(GREY, 3);
    Shift shift = new Shift(1, 1);

    Prepared prepared = Prepared.of(image, List.of(shift, new Shift(2, 0)));

    float[] values = new float[prepared.size()];
    prepared.copyTo(FloatBuffer.wrap(values));
    assertEquals(3, prepared.planes());
    int size = GREY.size();
    assertArrayEquals(image.intensities(), Arrays.copyOf(values, size));
    assertArrayEquals(shift.apply(image), Arrays.copyOfRange(values, size, 2 * size));
  }

  @Test
  void withoutGradientsThereIsNotAByteMore() {
    Prepared prepared = Prepared.of(ModelImages.noise(GREY, 3), Views.ALL, false);

    assertFalse(prepared.withGradients());
    assertEquals(prepared.planes() * GREY.size(), prepared.size());
  }

  /** The memory sum of the app asks for the size. A view that denoises is not held twice. */
  @Test
  void denoisedImagesCountAsMemoryAndNotAsPlanes() {
    Levels image = ModelImages.noise(GREY, 3);

    Prepared alone = Prepared.of(image, List.of(), true);
    Prepared withViews = Prepared.of(image, Views.ALL, true);

    assertEquals(1, alone.planes());
    assertEquals((1 + 4) * GREY.size(), alone.size());
    assertEquals(1 + Views.ALL.size(), withViews.planes());
    assertEquals((1 + Views.ALL.size() + 2) * GREY.size(), withViews.size());
  }

  @Test
  void theGradientIsTakenAtTheImageAndAtItsBlur() {
    Levels image = ModelImages.noise(GREY, 3);
    for (List<View> views : List.of(List.<View>of(), Views.ALL)) {
      Prepared prepared = Prepared.of(image, views, true);

      float[] values = new float[2 * GREY.size()];
      prepared.copyGradientPlanesTo(FloatBuffer.wrap(values));

      float[] blurred = new GaussianBlur(1.0, 2).apply(image);
      assertArrayEquals(image.intensities(), Arrays.copyOf(values, GREY.size()));
      assertArrayEquals(blurred, Arrays.copyOfRange(values, GREY.size(), 2 * GREY.size()));
      for (int i = 0; i < GradientFilter.DENOISERS.size(); i++) {
        int from = prepared.denoisedOffset(i);
        assertArrayEquals(
            GradientFilter.DENOISERS.get(i).apply(image),
            Arrays.copyOfRange(prepared.values(), from, from + GREY.size()));
      }
    }
  }

  @Test
  void arraysThatDoNotFitAreDefects() {
    assertThrows(IllegalArgumentException.class, () -> new Levels(GREY, new byte[5]));
    assertThrows(IllegalArgumentException.class, () -> Levels.quantise(GREY, new float[5]));
    assertThrows(IllegalArgumentException.class, () -> new Prepared(2, new float[5]));
    assertThrows(IllegalArgumentException.class, () -> new Prepared(0, new float[0]));
  }

  private static Pixels pixels(Levels image) {
    Geometry geometry = image.geometry();
    short[] samples = new short[geometry.size()];
    int i = 0;
    for (int y = 0; y < geometry.height(); y++) {
      for (int x = 0; x < geometry.width(); x++) {
        for (int channel = 0; channel < geometry.channels(); channel++) {
          samples[i++] = (short) image.level(channel, y, x);
        }
      }
    }
    return new Pixels(geometry.width(), geometry.height(), geometry.channels(), 255, samples);
  }
}
