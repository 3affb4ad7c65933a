package io.lazaret.core.image;

import static io.lazaret.core.image.MalformedException.corrupt;
import static io.lazaret.core.image.MalformedException.truncated;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The zlib datastream that consecutive IDAT chunks hold together (ISO/IEC 15948, clause 10).
 * Inflates just as many bytes as are asked for, so a bomb costs no more than the image it claims to
 * be.
 */
final class PngImageData implements AutoCloseable {
  private final byte[] encoded;
  private final int end;
  private final Inflater inflater = new Inflater();
  private int nextChunk;

  /**
   * @param encoded the file
   * @param start where the first IDAT chunk (its length field) begins
   * @param end where the last one's CRC ends; chunks in between are consecutive and checked
   */
  PngImageData(byte[] encoded, int start, int end) {
    this.encoded = encoded;
    this.nextChunk = start;
    this.end = end;
  }

  /** Fills the first {@code length} bytes of {@code target}. */
  void read(byte[] target, int length) throws MalformedException {
    int filled = 0;
    while (filled < length) {
      int count = inflate(target, filled, length - filled);
      filled += count;
      if (count == 0 && (inflater.finished() || !feed())) {
        throw truncated("the image data end before the image does");
      }
    }
  }

  /** Checks that nothing is left: no more image data, no more compressed bytes, Adler-32 right. */
  void finish() throws MalformedException {
    byte[] excess = new byte[1];
    while (!inflater.finished()) {
      if (inflate(excess, 0, 1) > 0) {
        throw corrupt("more image data than the image has pixels");
      }
      if (!inflater.finished() && !feed()) {
        throw truncated("the image data end before their check sum does");
      }
    }
    if (inflater.getRemaining() > 0 || feed()) {
      throw corrupt("bytes after the end of the compressed image data");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  private int inflate(byte[] target, int offset, int length) throws MalformedException {
    try {
      int count = inflater.inflate(target, offset, length);
      if (inflater.needsDictionary()) {
        throw corrupt("the image data ask for a preset dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw corrupt("zlib: " + e.getMessage());
    }
  }

  /** Hands the next chunk that is not empty to the inflater; false when there is none. */
  private boolean feed() {
    while (nextChunk < end) {
      int start = nextChunk + 8;
      int length = ByteBuffer.wrap(encoded).getInt(nextChunk);
      nextChunk = start + length + 4;
      if (length > 0) {
        inflater.setInput(encoded, start, length);
        return true;
      }
    }
    return false;
  }
}
