package io.lazaret.core.image;

import io.lazaret.core.image.Malformed.Kind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every format that is read, and the one way to decode an image of any of them. */
public final class ImageCodecs {

  /** A new format is one more line here. */
  static final List<ImageCodec> CODECS =
      List.of(
          new PngCodec(), //
          new JpegCodec());

  /** The media type that says nothing (RFC 2046, section 4.5.1). */
  private static final String UNSAID = "application/octet-stream";

  private static final int SHOWN_BYTES = 8;
  private static final int SHOWN_CHARACTERS = 40;

  private ImageCodecs() {}

  /**
   * Decodes the image that a feed sent.
   *
   * <p>Never throws on bad input: whatever the bytes are, the answer is pixels within the limits or
   * a {@link Malformed}. Errors of the machine ({@link OutOfMemoryError} and its kin) do leave it.
   *
   * @param encodedOrNull the whole file; null for a tombstone
   * @param contentType what the feed says the bytes are: a media type, whose case and parameters
   *     are ignored. {@code image/jpg} means {@code image/jpeg}; {@code application/octet-stream}
   *     and blank mean nothing. The bytes decide the format; a type that names another one is
   *     refused
   * @param limits what is accepted
   */
  public static Decoded decode(
      byte @Nullable [] encodedOrNull, Optional<String> contentType, DecodeLimits limits) {
    return decode(CODECS, encodedOrNull, contentType, limits);
  }

  static Decoded decode(
      List<ImageCodec> codecs,
      byte @Nullable [] encodedOrNull,
      Optional<String> contentType,
      DecodeLimits limits) {
    if (encodedOrNull == null || encodedOrNull.length == 0) {
      return new Malformed(Kind.EMPTY, encodedOrNull == null ? "no value" : "no bytes");
    }
    if (encodedOrNull.length > limits.maxBytes()) {
      return new Malformed(
          Kind.TOO_LARGE,
          encodedOrNull.length + " bytes, at most " + limits.maxBytes() + " are read");
    }
    for (ImageCodec codec : codecs) {
      if (codec.recognises(encodedOrNull)) {
        return mislabelled(codec, contentType)
            .<Decoded>map(malformed -> malformed)
            .orElseGet(() -> decode(codec, encodedOrNull, limits));
      }
    }
    return new Malformed(
        Kind.UNSUPPORTED, "no known format; the first bytes are " + firstBytes(encodedOrNull));
  }

  private static Decoded decode(ImageCodec codec, byte[] encoded, DecodeLimits limits) {
    try {
      return codec.decode(encoded, limits);
    } catch (RuntimeException e) {
      // A codec promises not to throw. Should one do it all the same, the image is refused: one
      // poison image must not stop a partition. The contract tests and the fuzz target call the
      // codecs directly, so that nothing hides behind this.
      return new Malformed(
          Kind.CORRUPT,
          "the " + codec.contentType() + " decoder failed: " + e.getClass().getName());
    }
  }

  private static Optional<Malformed> mislabelled(ImageCodec codec, Optional<String> contentType) {
    return contentType
        .map(ImageCodecs::mediaType)
        .filter(said -> !said.isEmpty() && !said.equals(UNSAID))
        .filter(said -> !said.equals(codec.contentType()))
        .map(
            said ->
                new Malformed(
                    Kind.MISLABELLED,
                    "the feed says " + printable(said) + ", the bytes are " + codec.contentType()));
  }

  private static String mediaType(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("image/jpg") ? "image/jpeg" : type;
  }

  private static String printable(String said) {
    String shown = said.length() > SHOWN_CHARACTERS ? said.substring(0, SHOWN_CHARACTERS) : said;
    return shown.replaceAll("[^a-z0-9!#$&^_.+/-]", "?");
  }

  private static String firstBytes(byte[] encoded) {
    int shown = Math.min(encoded.length, SHOWN_BYTES);
    return HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(encoded, shown));
  }
}
