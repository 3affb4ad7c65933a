package io.lazaret.core.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;

/** What must hold of decoding any bytes whatever: an answer, in time, within the limits. */
final class SafeDecoding {
  static final DecodeLimits LIMITS = new DecodeLimits(1_000_000, 512, 512, 100_000);

  private static final Duration MOST_TIME = Duration.ofSeconds(5);

  private SafeDecoding() {}

  static Decoded check(byte[] encoded) {
    long start = System.nanoTime();
    Decoded decoded = decode(encoded);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(MOST_TIME) < 0, () -> "decoding took " + taken);
    decoded.fold(SafeDecoding::checkLimits, malformed -> malformed);
    return decoded;
  }

  /** Past the registry's safety net, where there is a codec to ask. */
  private static Decoded decode(byte[] encoded) {
    for (ImageCodec codec : ImageCodecs.CODECS) {
      if (encoded.length <= LIMITS.maxBytes() && codec.recognises(encoded)) {
        return codec.decode(encoded, LIMITS);
      }
    }
    return ImageCodecs.decode(encoded, Optional.empty(), LIMITS);
  }

  private static Pixels checkLimits(Pixels pixels) {
    assertTrue(pixels.width() <= LIMITS.maxWidth(), pixels::toString);
    assertTrue(pixels.height() <= LIMITS.maxHeight(), pixels::toString);
    assertTrue((long) pixels.width() * pixels.height() <= LIMITS.maxPixels(), pixels::toString);
    return pixels;
  }
}
