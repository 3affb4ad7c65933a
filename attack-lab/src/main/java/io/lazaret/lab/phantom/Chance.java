package io.lazaret.lab.phantom;

import java.util.SplittableRandom;

/** A stream of random draws: same seed, same draws, on every machine. */
final class Chance {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  private Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * A stream of its own.
   *
   * @param seed of a whole set of phantoms
   * @param number of an image or a patient in it
   * @param stream what the draws are for
   */
  static Chance of(long seed, long number, int stream) {
    return new Chance((seed * 1_000_003L + number) ^ (stream * GOLDEN_GAMMA));
  }

  /** Another stream, so that how many draws are taken from it moves no later draw of this one. */
  Chance fork() {
    return new Chance(random.nextLong());
  }

  double uniform(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  /** A whole number from {@code from} to {@code to - 1}. */
  int integer(int from, int to) {
    return random.nextInt(from, to);
  }

  boolean coin() {
    return random.nextBoolean();
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  double angle() {
    return uniform(0, 2 * Math.PI);
  }

  /** Box and Muller's normal deviate. */
  double gaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /**
   * Nearly normal, mean 0, deviation 1: the sum of four uniform deviates of 16 bits (Irwin and
   * Hall), many times faster than {@link #gaussian()}.
   */
  double quick() {
    long bits = random.nextLong();
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum / 65536.0 - 2) * Math.sqrt(3);
  }
}
