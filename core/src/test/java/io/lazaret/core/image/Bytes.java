package io.lazaret.core.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Small surgery on encoded files. */
final class Bytes {
  private Bytes() {}

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] prefix(byte[] file, int length) {
    return Arrays.copyOf(file, length);
  }

  /** The file with bytes put in before {@code position}. */
  static byte[] insert(byte[] file, int position, byte... inserted) {
    return concat(
        prefix(file, position), inserted, Arrays.copyOfRange(file, position, file.length));
  }

  static byte[] with(byte[] file, int position, int value) {
    byte[] changed = file.clone();
    changed[position] = (byte) value;
    return changed;
  }

  static byte[] of(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
