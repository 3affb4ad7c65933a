package io.lazaret.core.wire;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

  /** The reference to bytes that lie under a URI. */
  public static DataReference of(URI uri, byte[] bytes) {
    return new DataReference(uri, sha256Of(bytes), bytes.length);
  }

  /** Whether these are the bytes that it names. */
  public boolean names(byte[] bytes) {
    return bytes.length == size && sha256Of(bytes).equals(sha256);
  }

  private static String sha256Of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }
}
