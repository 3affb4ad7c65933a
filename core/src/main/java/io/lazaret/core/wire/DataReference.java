package io.lazaret.core.wire;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where an image's bytes lie that do not travel in their record, and what tells that they are the
 * right ones: the CloudEvents extension {@code dataref} (a claim check), with two of Lazaret's own.
 *
 * @param uri an absolute URI
 * @param sha256 of the bytes, in lower-case hexadecimal digits
 * @param size of the bytes, at least 1
 */
public record DataReference(URI uri, String sha256, long size) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public DataReference {
    if (!uri.isAbsolute()) {
      throw new IllegalArgumentException("a reference to bytes must be an absolute URI");
    }
    if (!isSha256(sha256)) {
      throw new IllegalArgumentException("a SHA-256 has 64 lower-case hexadecimal digits");
    }
    if (size < 1) {
      throw new IllegalArgumentException("an image has at least 1 byte, not " + size);
    }
  }

  static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }
}
