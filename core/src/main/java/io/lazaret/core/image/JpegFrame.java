package io.lazaret.core.image;

import static io.lazaret.core.image.MalformedException.corrupt;
import static io.lazaret.core.image.MalformedException.unsupported;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The frame header of a DCT-based JPEG (ITU-T T.81, B.2.2).
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param components 1 (grey) or 3, with different ids
 */
record JpegFrame(int width, int height, List<Component> components) {
  private static final int FIXED_LENGTH = 6;
  private static final int BLOCK = 8;

  /**
   * A component and its sampling factors, 1 to 4.
   *
   * @param id the byte that scans name it by
   * @param horizontal the horizontal sampling factor
   * @param vertical the vertical sampling factor
   */
  record Component(int id, int horizontal, int vertical) {}

  JpegFrame {
    components = List.copyOf(components);
  }

  /** Reads a SOFn segment's data, without its marker and length. */
  static JpegFrame read(ByteBuffer data) throws MalformedException {
    if (data.remaining() < FIXED_LENGTH) {
      throw corrupt("a frame header of " + data.remaining() + " bytes");
    }
    int precision = data.get() & 0xFF;
    int height = data.getShort() & 0xFFFF;
    int width = data.getShort() & 0xFFFF;
    int count = data.get() & 0xFF;
    if (precision != 8) {
      throw unsupported(precision + "-bit JPEG, 8-bit is read");
    }
    if (count != 1 && count != 3) {
      throw unsupported("JPEG of " + count + " components, 1 or 3 are read");
    }
    if (data.remaining() != 3 * count) {
      throw corrupt("a frame header of " + count + " components with the wrong length");
    }
    if (width == 0) {
      throw corrupt("a frame without columns");
    }
    if (height == 0) {
      throw unsupported("JPEG whose height follows the first scan (DNL)");
    }
    return new JpegFrame(width, height, readComponents(data, count));
  }

  private static List<Component> readComponents(ByteBuffer data, int count)
      throws MalformedException {
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = data.get() & 0xFF;
      int sampling = data.get() & 0xFF;
      data.get(); // which quantisation table: the decoder's concern
      Component component = new Component(id, sampling >> 4, sampling & 0xF);
      if (!isFactor(component.horizontal) || !isFactor(component.vertical)) {
        throw corrupt("sampling factors " + component.horizontal + " x " + component.vertical);
      }
      if (components.stream().anyMatch(other -> other.id == id)) {
        throw corrupt("two components with the id " + id);
      }
      components.add(component);
    }
    return components;
  }

  long pixels() {
    return (long) width * height;
  }

  /** Blocks of 8 x 8 samples, over all components (ITU-T T.81, A.2.3 without A.2.4's padding). */
  long blocks() {
    int mostHorizontal = components.stream().mapToInt(Component::horizontal).max().orElseThrow();
    int mostVertical = components.stream().mapToInt(Component::vertical).max().orElseThrow();
    return components.stream()
        .mapToLong(
            component ->
                blocks(width, component.horizontal, mostHorizontal)
                    * blocks(height, component.vertical, mostVertical))
        .sum();
  }

  private static long blocks(int extent, int factor, int mostFactor) {
    long samples = ceilDivide((long) extent * factor, mostFactor);
    return ceilDivide(samples, BLOCK);
  }

  private static long ceilDivide(long extent, int step) {
    return (extent + step - 1) / step;
  }

  private static boolean isFactor(int factor) {
    return factor >= 1 && factor <= 4;
  }
}
