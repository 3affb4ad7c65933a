package io.lazaret.lab.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aPngFileGivesTheLevelsBackExactly(int channels) {
    Geometry geometry = new Geometry(channels, 17, 23);
    Levels image = noise(geometry);

    assertEquals(image, ImageFiles.levels(ImageFiles.png(image), geometry));
    assertArrayEquals(ImageFiles.png(image), ImageFiles.png(image));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aJpegFileGivesTheSizeBackAndRoughlyTheLevels(int channels) {
    Geometry geometry = new Geometry(channels, 17, 23);
    byte[] levels = new byte[geometry.size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (100 + i % 23);
    }
    Levels image = new Levels(geometry, levels);

    Levels decoded = ImageFiles.levels(ImageFiles.jpeg(image, 95), geometry);

    for (int i = 0; i < levels.length; i++) {
      assertEquals(image.level(i), decoded.level(i), 12);
    }
    assertTrue(ImageFiles.jpeg(image, 95).length > ImageFiles.jpeg(image, 10).length);
  }

  @Test
  void aQualityOutOfRangeIsADefect() {
    Levels image = noise(new Geometry(1, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> ImageFiles.jpeg(image, 0));
    assertThrows(IllegalArgumentException.class, () -> ImageFiles.jpeg(image, 101));
  }

  private static Levels noise(Geometry geometry) {
    byte[] levels = new byte[geometry.size()];
    new Random(1).nextBytes(levels);
    return new Levels(geometry, levels);
  }
}
