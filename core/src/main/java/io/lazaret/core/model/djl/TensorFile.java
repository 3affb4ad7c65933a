package io.lazaret.core.model.djl;

import ai.djl.ndarray.types.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Named arrays in a file that nobody vouches for. What the file says of an array is read first;
 * memory is taken for an array only when it is asked for, and only as much as its caller expects.
 * (DJL's own decoders take what the file says it needs.)
 */
sealed interface TensorFile extends Closeable permits SafetensorsFile, NpzFile {

  /**
   * What a file says of an array.
   *
   * @param type its numbers, in the format's words
   * @param readable whether they are little-endian 32-bit floats in C order
   */
  record Description(String type, boolean readable, Shape shape) {}

  /**
   * Opens a safetensors file, or an npz file (which is a zip file).
   *
   * @throws IOException when the file cannot be read or is neither; the message says which
   */
  static TensorFile open(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(2);
      boolean zip = start.length == 2 && start[0] == 'P' && start[1] == 'K';
      return zip ? NpzFile.open(file) : SafetensorsFile.open(file);
    }
  }

  /**
   * What the file says of an array; nothing when it holds none of that name.
   *
   * @throws IOException when the file is damaged
   */
  Optional<Description> find(String name) throws IOException;

  /**
   * The numbers of an array whose description is readable.
   *
   * @param count as many as its shape says
   * @throws IOException when the file is damaged
   */
  float[] read(String name, int count) throws IOException;

  /** Little-endian floats. */
  static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
