package io.lazaret.core.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Four bytes that stand for a record's key and value. An accident slips through once in four
 * thousand million; a forger could make one that does, so this guards against faults, not fraud.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * The CRC-32C of key and value, each behind its length.
   *
   * @param key may be null, which is not the same as empty
   * @param value may be null, which is not the same as empty
   */
  public static int of(byte @Nullable [] key, byte @Nullable [] value) {
    var sum = new CRC32C();
    add(sum, key);
    add(sum, value);
    return (int) sum.getValue();
  }

  /** The length goes first, so that bytes cannot move from key to value; null is not empty. */
  private static void add(CRC32C sum, byte @Nullable [] bytes) {
    int length = bytes == null ? -1 : bytes.length;
    sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    if (bytes != null) {
      sum.update(bytes);
    }
  }
}
