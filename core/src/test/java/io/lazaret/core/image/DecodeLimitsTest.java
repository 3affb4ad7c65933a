package io.lazaret.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DecodeLimitsTest {

  @Test
  void limitsMustBePositiveAndFitAnArray() {
    assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(0, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(1, 1, 1, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DecodeLimits(1, 1, 1, DecodeLimits.MOST_PIXELS + 1));
    assertEquals(
        DecodeLimits.MOST_PIXELS, new DecodeLimits(1, 1, 1, DecodeLimits.MOST_PIXELS).maxPixels());
  }

  @Test
  void aProductBeyondIntIsStillTooLarge() {
    DecodeLimits limits =
        new DecodeLimits(1, Integer.MAX_VALUE, Integer.MAX_VALUE, DecodeLimits.MOST_PIXELS);
    assertTrue(limits.refuse(65536, 65536).isPresent());
    assertTrue(limits.refuse(Integer.MAX_VALUE, Integer.MAX_VALUE).isPresent());
    assertTrue(limits.refuse(16_000, 16_000).isEmpty());
  }
}
