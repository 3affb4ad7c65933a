package io.lazaret.sim;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Four bytes that stand for a record's key and value. An accident slips through once in four
 * thousand million; a forger could make one that does, so this guards against faults, not fraud.
 */
final class Fingerprint {
  private Fingerprint() {}

  static int of(ConsumerRecord<byte[], byte[]> record) {
    var sum = new CRC32C();
    add(sum, record.key());
    add(sum, record.value());
    return (int) sum.getValue();
  }

  /** The length goes first, so that bytes cannot move from key to value; null is not empty. */
  private static void add(CRC32C sum, byte[] bytes) {
    int length = bytes == null ? -1 : bytes.length;
    sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    if (bytes != null) {
      sum.update(bytes);
    }
  }
}
