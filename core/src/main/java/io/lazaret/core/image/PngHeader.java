package io.lazaret.core.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The IHDR chunk (ISO/IEC 15948, 11.2.2).
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param bitDepth bits of a stored sample: 1, 2, 4, 8 or 16, as the colour type allows
 * @param colourType what a stored pixel consists of
 * @param interlaced whether rows come in Adam7's seven passes
 */
record PngHeader(int width, int height, int bitDepth, ColourType colourType, boolean interlaced) {

  /** Bytes of the chunk's data. */
  static final int LENGTH = 13;

  /** What a stored pixel consists of (ISO/IEC 15948, table 11.1). */
  enum ColourType {
    GREY(0, 1, Set.of(1, 2, 4, 8, 16)),
    RGB(2, 3, Set.of(8, 16)),
    PALETTE(3, 1, Set.of(1, 2, 4, 8)),
    GREY_ALPHA(4, 2, Set.of(8, 16)),
    RGB_ALPHA(6, 4, Set.of(8, 16));

    private final int code;
    private final int storedSamples;
    private final Set<Integer> bitDepths;

    ColourType(int code, int storedSamples, Set<Integer> bitDepths) {
      this.code = code;
      this.storedSamples = storedSamples;
      this.bitDepths = bitDepths;
    }

    static ColourType of(int code) throws MalformedException {
      return Arrays.stream(values())
          .filter(type -> type.code == code)
          .findFirst()
          .orElseThrow(() -> MalformedException.corrupt("IHDR: colour type " + code));
    }

    /** The number that stands in the chunk. */
    int code() {
      return code;
    }

    /** Stored samples of a pixel, alpha included. */
    int storedSamples() {
      return storedSamples;
    }

    boolean hasAlpha() {
      return this == GREY_ALPHA || this == RGB_ALPHA;
    }
  }

  /**
   * One pass over the image: a sub-image whose rows are stored together (ISO/IEC 15948, clause
   * 8.2). An image that is not interlaced has one pass, the image itself.
   *
   * @param left the image column of the pass's first column
   * @param top the image row of the pass's first row
   * @param columnStep image columns between neighbours of the pass
   * @param rowStep image rows between neighbours of the pass
   * @param columns columns of the pass
   * @param rows rows of the pass
   */
  record Pass(int left, int top, int columnStep, int rowStep, int columns, int rows) {}

  private static final int[] ADAM7_LEFT = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] ADAM7_TOP = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] ADAM7_COLUMN_STEP = {8, 8, 4, 4, 2, 2, 1};
  private static final int[] ADAM7_ROW_STEP = {8, 8, 8, 4, 4, 2, 2};

  /** Reads the 13 bytes of the chunk's data. */
  static PngHeader read(ByteBuffer data) throws MalformedException {
    int width = dimension("width", data.getInt());
    int height = dimension("height", data.getInt());
    int bitDepth = data.get() & 0xFF;
    ColourType colourType = ColourType.of(data.get() & 0xFF);
    if (!colourType.bitDepths.contains(bitDepth)) {
      throw MalformedException.corrupt(
          "IHDR: bit depth " + bitDepth + " with colour type " + colourType.code);
    }
    require("compression method", data.get(), 0);
    require("filter method", data.get(), 0);
    int interlace = data.get();
    require("interlace method", interlace, 1);
    return new PngHeader(width, height, bitDepth, colourType, interlace == 1);
  }

  /** Whole bytes from a sample to the same sample of the pixel before it, at least 1. */
  int filterDistance() {
    return Math.max(1, colourType.storedSamples * bitDepth / 8);
  }

  /** Bytes of a stored row without its filter type. */
  int rowBytes(int columns) {
    long bits = (long) columns * colourType.storedSamples * bitDepth;
    return Math.toIntExact((bits + 7) / 8);
  }

  /** The passes that hold any pixel, in the order of the file. */
  List<Pass> passes() {
    if (!interlaced) {
      return List.of(new Pass(0, 0, 1, 1, width, height));
    }
    return IntStream.range(0, ADAM7_LEFT.length)
        .mapToObj(this::adam7)
        .filter(pass -> pass.columns > 0 && pass.rows > 0)
        .toList();
  }

  /** The exact length of the image data once inflated: every pass's rows and filter types. */
  long inflatedBytes() {
    return passes().stream().mapToLong(pass -> pass.rows * (1L + rowBytes(pass.columns))).sum();
  }

  private Pass adam7(int pass) {
    int left = ADAM7_LEFT[pass];
    int top = ADAM7_TOP[pass];
    int columnStep = ADAM7_COLUMN_STEP[pass];
    int rowStep = ADAM7_ROW_STEP[pass];
    int columns = ceilDivide(width - left, columnStep);
    int rows = ceilDivide(height - top, rowStep);
    return new Pass(left, top, columnStep, rowStep, columns, rows);
  }

  private static int ceilDivide(int extent, int step) {
    return Math.floorDiv(extent + step - 1, step);
  }

  private static int dimension(String name, int value) throws MalformedException {
    if (value < 1) {
      throw MalformedException.corrupt("IHDR: " + name + " " + Integer.toUnsignedString(value));
    }
    return value;
  }

  private static void require(String name, int value, int most) throws MalformedException {
    if (value < 0 || value > most) {
      throw MalformedException.corrupt("IHDR: " + name + " " + (value & 0xFF));
    }
  }
}
