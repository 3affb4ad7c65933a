package io.lazaret.core.image;

/**
 * Reads one image format. A codec is a pure function of the bytes: it never throws on bad input,
 * never hangs, and allocates nothing of the image's size before the limits were checked.
 */
public interface ImageCodec {

  /** The format's media type, for example {@code image/png}. */
  String contentType();

  /** Whether the first bytes are this format's signature. */
  boolean recognises(byte[] encoded);

  /**
   * Decodes one image.
   *
   * @param encoded the whole file; never empty, and of a length within the limits
   * @return the pixels, or {@link Malformed} with the reason
   */
  Decoded decode(byte[] encoded, DecodeLimits limits);
}
