package io.lazaret.lab.attack;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Seeds of an attack's randomness. */
public final class Randomness {
  private Randomness() {}

  /** Seeded by the image's content, so that neither order nor batch size matters. */
  public static SplittableRandom of(float[] image, long seed) {
    return new SplittableRandom(seed * 31 + Arrays.hashCode(image));
  }

  static List<SplittableRandom> of(float[][] images, long seed) {
    return Arrays.stream(images).map(image -> of(image, seed)).toList();
  }
}
