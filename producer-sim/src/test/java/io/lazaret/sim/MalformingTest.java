package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformingTest {
  private static final byte[] IMAGE = image();

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameBytesAndLeavesTheImageAlone(Malforming way) {
    byte[] before = IMAGE.clone();

    assertArrayEquals(way.value(IMAGE, 5), way.value(IMAGE, 5));
    assertArrayEquals(before, IMAGE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void aTruncatedImageKeepsItsBeginning(long seed) {
    byte[] value = Malforming.TRUNCATED.value(IMAGE, seed);

    assertTrue(value.length >= 100 && value.length < 900, "length " + value.length);
    assertArrayEquals(Arrays.copyOf(IMAGE, value.length), value);
  }

  @Test
  void aFlippedImageDiffersByABitInEveryByteOfItsStructure() {
    byte[] value = Malforming.FLIPPED.value(IMAGE, 5);

    assertEquals(IMAGE.length, value.length);
    for (int i = 0; i < IMAGE.length; i++) {
      assertEquals(i >= 8 && i < 160 ? 1 : 0, Integer.bitCount((IMAGE[i] ^ value[i]) & 0xFF));
    }
  }

  @Test
  void evenAShortImageIsFlipped() {
    assertFalse(Arrays.equals(new byte[2], Malforming.FLIPPED.value(new byte[2], 5)));
  }

  @Test
  void anEmptyImageHasNoBytes() {
    assertEquals(0, Malforming.EMPTY.value(IMAGE, 5).length);
  }

  @Test
  void aMislabelledImageIsWholeUnderAnotherContentType() {
    assertArrayEquals(IMAGE, Malforming.MISLABELLED.value(IMAGE, 5));
    assertEquals("image/jpeg", Malforming.MISLABELLED.contentType("image/png"));
    assertEquals("image/png", Malforming.MISLABELLED.contentType("image/jpeg"));
  }

  private static byte[] image() {
    byte[] image = new byte[1000];
    new Random(1).nextBytes(image);
    return image;
  }
}
