package io.lazaret.core.image;

import static io.lazaret.core.image.ImageCodecContract.assertKind;
import static io.lazaret.core.image.SafeDecoding.LIMITS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.image.Malformed.Kind;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ImageCodecsTest {
  private static final byte[] PNG =
      TestImages.png(TestImages.phantom(8, 8, BufferedImage.TYPE_BYTE_GRAY));

  @Test
  void noBytesAreEmpty() {
    assertKind(Kind.EMPTY, decode(null, "image/png"), "tombstone");
    assertKind(Kind.EMPTY, decode(new byte[0], "image/png"), "no bytes");
  }

  @Test
  void bytesOverTheLimitAreNotLookedAt() {
    DecodeLimits limits = new DecodeLimits(PNG.length - 1, 512, 512, 100_000);
    assertKind(
        Kind.TOO_LARGE, ImageCodecs.decode(PNG, Optional.of("image/jpeg"), limits), "one over");
  }

  @Test
  void unknownBytesAreUnsupportedAndShown() {
    byte[] gif = "GIF89a\1\0\1\0".getBytes(StandardCharsets.US_ASCII);
    Malformed malformed = assertKind(Kind.UNSUPPORTED, decode(gif, "image/gif"), "GIF");
    assertTrue(malformed.detail().endsWith("47 49 46 38 39 61 01 00"), malformed::detail);
    assertKind(Kind.UNSUPPORTED, decode(new byte[] {7}, "image/png"), "one byte");
  }

  @Test
  void theBytesDecideWhatIsMislabelled() {
    Malformed malformed = assertKind(Kind.MISLABELLED, decode(PNG, "image/jpeg"), "PNG as JPEG");
    assertEquals("the feed says image/jpeg, the bytes are image/png", malformed.detail());
  }

  @Test
  void aContentTypeIsShownShortAndPrintable() {
    String said = "image/\n\u0000\u202E<script>" + "x".repeat(100_000);
    Malformed malformed = assertKind(Kind.MISLABELLED, decode(PNG, said), "nonsense");
    assertTrue(malformed.detail().length() < 120, malformed::detail);
    assertFalse(malformed.detail().contains("\n"), malformed::detail);
    assertFalse(malformed.detail().contains("<"), malformed::detail);
  }

  @Test
  void aCodecThatThrowsMakesTheImageCorrupt() {
    ImageCodec throwing = codec(() -> List.<Decoded>of().get(0));
    Decoded decoded = ImageCodecs.decode(List.of(throwing), PNG, Optional.empty(), LIMITS);
    Malformed malformed = assertKind(Kind.CORRUPT, decoded, "exception");
    assertTrue(malformed.detail().contains("Exception"), malformed::detail);
  }

  @Test
  void anErrorOfTheMachineIsNotTheImagesFault() {
    ImageCodec starved =
        codec(
            () -> {
              throw new OutOfMemoryError("thrown by a test");
            });
    assertThrows(
        OutOfMemoryError.class,
        () -> ImageCodecs.decode(List.of(starved), PNG, Optional.empty(), LIMITS));
  }

  @Property
  void anyBytesAfterASignatureAreAnswered(@ForAll @Size(max = 200) byte[] tail) {
    SafeDecoding.check(tail);
    SafeDecoding.check(Bytes.concat(PngFiles.SIGNATURE, tail));
    SafeDecoding.check(Bytes.concat(Bytes.of(0xFF, 0xD8, 0xFF), tail));
  }

  @Property
  void anyContentTypeIsAnswered(@ForAll String contentType) {
    Decoded decoded = decode(PNG, contentType);
    Optional<Kind> refusal = decoded.fold(pixels -> Optional.empty(), m -> Optional.of(m.kind()));
    assertTrue(refusal.isEmpty() || refusal.get() == Kind.MISLABELLED, decoded::toString);
  }

  @Test
  void withoutAContentTypeTheBytesDecide() {
    assertInstanceOf(Pixels.class, ImageCodecs.decode(PNG, Optional.empty(), LIMITS));
  }

  private static Decoded decode(byte[] encoded, String contentType) {
    return ImageCodecs.decode(encoded, Optional.of(contentType), LIMITS);
  }

  private static ImageCodec codec(Supplier<Decoded> answer) {
    return new ImageCodec() {
      @Override
      public String contentType() {
        return "image/test";
      }

      @Override
      public boolean recognises(byte[] encoded) {
        return true;
      }

      @Override
      public Decoded decode(byte[] encoded, DecodeLimits limits) {
        return answer.get();
      }
    };
  }
}
