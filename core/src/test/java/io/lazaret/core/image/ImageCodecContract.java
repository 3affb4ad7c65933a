package io.lazaret.core.image;

import static io.lazaret.core.image.SafeDecoding.LIMITS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.lazaret.core.image.Malformed.Kind;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every codec promises. A codec's test is a subclass that brings files of its format. */
abstract class ImageCodecContract {
  private static final Duration MOST_TIME = Duration.ofSeconds(60);
  private static final int SIGNATURE_AT_MOST = 8;

  abstract ImageCodec codec();

  /** Small sound files within {@link SafeDecoding#LIMITS}, by name, with their pixels. */
  abstract Map<String, Example> examples();

  /** A file whose header claims a size; what follows the header is up to the subclass. */
  abstract byte[] claiming(int width, int height);

  /** The largest width and height that the format's header can hold. */
  abstract int largestClaim();

  /** A sound file of 20 columns and 10 rows. */
  abstract byte[] twentyByTen();

  /** A sound file and what is in it. */
  static final class Example {
    final byte[] file;
    final Pixels pixels;

    Example(byte[] file, Pixels pixels) {
      this.file = file;
      this.pixels = pixels;
    }
  }

  @Test
  void decodesEveryExampleToItsPixels() {
    examples()
        .forEach(
            (name, example) -> {
              assertTrue(codec().recognises(example.file), name);
              assertEquals(example.pixels, codec().decode(example.file, LIMITS), name);
            });
  }

  @Test
  void recognisesNoOtherCodecsSignature() {
    for (ImageCodec other : ImageCodecs.CODECS) {
      boolean own = other.contentType().equals(codec().contentType());
      examples()
          .forEach((name, example) -> assertEquals(own, other.recognises(example.file), name));
    }
    assertFalse(codec().recognises(new byte[1]));
  }

  @Test
  void everyStrictPrefixIsTruncated() {
    examples()
        .forEach(
            (name, example) -> {
              for (int length = SIGNATURE_AT_MOST; length < example.file.length; length++) {
                Decoded decoded = codec().decode(Bytes.prefix(example.file, length), LIMITS);
                assertKind(Kind.TRUNCATED, decoded, name + " cut at " + length);
              }
            });
  }

  @Test
  void aPartOfTheSignatureIsMalformed() {
    byte[] file = twentyByTen();
    for (int length = 1; length < SIGNATURE_AT_MOST; length++) {
      byte[] prefix = Bytes.prefix(file, length);
      assertInstanceOf(Malformed.class, codec().decode(prefix, LIMITS));
      assertInstanceOf(Malformed.class, ImageCodecs.decode(prefix, Optional.empty(), LIMITS));
    }
  }

  @Test
  void ignoresBytesAfterTheEnd() {
    examples()
        .forEach(
            (name, example) -> {
              byte[] longer = Bytes.concat(example.file, new byte[100], example.file);
              assertEquals(example.pixels, codec().decode(longer, LIMITS), name);
            });
  }

  @Test
  void changedBytesAreAnsweredInTime() {
    assertTimeoutPreemptively(
        MOST_TIME,
        () -> {
          Random random = new Random(1);
          for (Example example : examples().values()) {
            for (int trial = 0; trial < 1500; trial++) {
              byte[] changed = example.file.clone();
              for (int change = random.nextInt(4); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
              }
              SafeDecoding.check(changed);
            }
          }
        });
  }

  @Test
  void removedAndInsertedBytesAreAnsweredInTime() {
    assertTimeoutPreemptively(
        MOST_TIME,
        () -> {
          Random random = new Random(2);
          for (Example example : examples().values()) {
            for (int trial = 0; trial < 500; trial++) {
              int from = random.nextInt(example.file.length);
              int to = Math.min(example.file.length, from + random.nextInt(20));
              byte[] inserted = new byte[random.nextInt(20)];
              random.nextBytes(inserted);
              SafeDecoding.check(
                  Bytes.concat(
                      Bytes.prefix(example.file, from),
                      inserted,
                      Arrays.copyOfRange(example.file, to, example.file.length)));
            }
          }
        });
  }

  @Test
  void readsAtTheLimitsAndRefusesOneOver() {
    byte[] file = twentyByTen();
    int bytes = file.length;
    assertInstanceOf(Pixels.class, decode(file, new DecodeLimits(bytes, 20, 10, 200)));
    assertTooLarge(bytes + " bytes", decode(file, new DecodeLimits(bytes - 1, 20, 10, 200)));
    assertTooLarge("20 columns", decode(file, new DecodeLimits(bytes, 19, 10, 200)));
    assertTooLarge("10 rows", decode(file, new DecodeLimits(bytes, 20, 9, 200)));
    assertTooLarge("20 x 10", decode(file, new DecodeLimits(bytes, 20, 10, 199)));
  }

  @Test
  void aClaimedSizeAllocatesNothing() {
    byte[] wide = claiming(largestClaim(), 1);
    byte[] high = claiming(1, largestClaim());
    byte[] both = claiming(largestClaim(), largestClaim());
    codec().decode(both, LIMITS); // loads the classes
    for (byte[] file : new byte[][] {wide, high, both}) {
      long before = allocatedBytes();
      Decoded decoded = codec().decode(file, LIMITS);
      long allocated = allocatedBytes() - before;
      assertKind(Kind.TOO_LARGE, decoded, "claimed size");
      assertTrue(allocated < 100_000, () -> allocated + " bytes allocated");
    }
  }

  @Test
  void anAllowedSizeWithoutTheDataForItAllocatesNothing() {
    DecodeLimits limits = new DecodeLimits(1_000_000, 8192, 8192, DecodeLimits.DEFAULT.maxPixels());
    byte[] file = claiming(8000, 4000);
    codec().decode(file, limits); // loads the classes
    long before = allocatedBytes();
    Decoded decoded = codec().decode(file, limits);
    long allocated = allocatedBytes() - before;
    assertKind(Kind.TRUNCATED, decoded, "claimed size");
    assertTrue(allocated < 100_000, () -> allocated + " bytes allocated");
  }

  @Test
  void theContentTypeMayBeItsOwnOrUnsaid() {
    String own = codec().contentType();
    for (String said :
        new String[] {
          own,
          own.toUpperCase(Locale.ROOT),
          own + "; charset=binary",
          " " + own + " ;q=1",
          "",
          ";",
          "application/octet-stream",
          "Application/Octet-Stream; x=y"
        }) {
      Decoded decoded = ImageCodecs.decode(twentyByTen(), Optional.of(said), LIMITS);
      assertInstanceOf(Pixels.class, decoded, said);
    }
  }

  @Test
  void aContentTypeOfAnotherFormatIsMislabelled() {
    for (String said : new String[] {"image/gif", "text/plain; charset=utf-8", "image"}) {
      Decoded decoded = ImageCodecs.decode(twentyByTen(), Optional.of(said), LIMITS);
      assertKind(Kind.MISLABELLED, decoded, said);
    }
  }

  static Malformed assertKind(Kind kind, Decoded decoded, String what) {
    Malformed malformed = assertInstanceOf(Malformed.class, decoded, what);
    assertEquals(kind, malformed.kind(), () -> what + ": " + malformed);
    return malformed;
  }

  private static Decoded decode(byte[] file, DecodeLimits limits) {
    return ImageCodecs.decode(file, Optional.empty(), limits);
  }

  private static void assertTooLarge(String detail, Decoded decoded) {
    Malformed malformed = assertKind(Kind.TOO_LARGE, decoded, detail);
    assertTrue(malformed.detail().startsWith(detail), malformed::detail);
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
