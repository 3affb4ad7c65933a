package io.lazaret.app.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;

/**
 * How large records may be, in bytes of key, value and headers together.
 *
 * @param incomingBytes the largest record that is judged and passed on whole
 * @param outgoingBytes the largest record that goes out: an incoming one with Lazaret's headers
 */
public record RecordLimits(int incomingBytes, int outgoingBytes) {
  /** Room for the key and the feed's headers beside the image. */
  public static final int HEADER_ROOM = 64 * 1024;

  /** Room for Lazaret's own headers and for the framing of a batch of one record. */
  public static final int ROUTE_ROOM = 32 * 1024;

  /**
   * @param imageBytes the most bytes of an encoded image
   */
  public static RecordLimits forImages(int imageBytes) {
    int incoming = Math.addExact(imageBytes, HEADER_ROOM);
    return new RecordLimits(incoming, Math.addExact(incoming, ROUTE_ROOM));
  }

  boolean admits(Record<byte[], byte[]> found) {
    return size(found) <= incomingBytes;
  }

  static long size(Record<byte[], byte[]> found) {
    long size = length(found.key()) + length(found.value());
    for (Header header : found.headers()) {
      // A header's name takes at most three bytes a character, its two lengths at most ten.
      size += 3L * header.key().length() + length(header.value()) + 10;
    }
    return size;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
