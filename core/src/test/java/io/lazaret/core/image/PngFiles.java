package io.lazaret.core.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes PNG files chunk by chunk, sound ones and broken ones. */
final class PngFiles {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  static final byte[] END = chunk("IEND");

  private PngFiles() {}

  static byte[] file(byte[]... chunks) {
    return Bytes.concat(SIGNATURE, Bytes.concat(chunks));
  }

  static byte[] chunk(String type, byte... data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  static byte[] header(int width, int height, int bitDepth, int colourType, int interlace) {
    ByteBuffer data = ByteBuffer.allocate(13).putInt(width).putInt(height);
    data.put((byte) bitDepth).put((byte) colourType).put((byte) 0).put((byte) 0);
    return chunk("IHDR", data.put((byte) interlace).array());
  }

  static byte[] imageData(byte... filteredRows) {
    return chunk("IDAT", deflate(filteredRows));
  }

  static byte[] deflate(byte... data) {
    return deflate(data, 1);
  }

  /** About a megabyte that inflates to a gigabyte of zeros. */
  static byte[] bomb() {
    return deflate(new byte[1 << 20], 1 << 10);
  }

  private static byte[] deflate(byte[] data, int times) {
    Deflater deflater = new Deflater();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int time = 1; time <= times; time++) {
      deflater.setInput(data);
      if (time == times) {
        deflater.finish();
      }
      while (!deflater.needsInput() || (time == times && !deflater.finished())) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.end();
    return out.toByteArray();
  }

  /** A whole file of one colour type; any bytes with filter types at the rows' starts will do. */
  static byte[] random(
      Random random, int width, int height, int bitDepth, int colourType, int interlace) {
    byte[] rows = randomRows(random, width, height, bitDepth, colourType, interlace);
    byte[] header = header(width, height, bitDepth, colourType, interlace);
    if (colourType != PALETTE) {
      return file(header, imageData(rows), END);
    }
    byte[] palette = new byte[3 << bitDepth];
    random.nextBytes(palette);
    return file(header, chunk("PLTE", palette), imageData(rows), END);
  }

  /** Filtered rows of random bytes, the filter types among them legal. */
  static byte[] randomRows(
      Random random, int width, int height, int bitDepth, int colourType, int interlace) {
    int bitsPerPixel = bitDepth * storedSamples(colourType);
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    // The Adam7 pattern as W3C PNG's section 8.1 draws it: which pass each pixel belongs to.
    for (int pass = interlace == 1 ? 1 : 0; pass <= (interlace == 1 ? 7 : 0); pass++) {
      for (int y = 0; y < height; y++) {
        int columns = 0;
        for (int x = 0; x < width; x++) {
          columns += pass == 0 || ADAM7[y % 8][x % 8] == pass ? 1 : 0;
        }
        if (columns > 0) {
          byte[] row = new byte[(columns * bitsPerPixel + 7) / 8];
          random.nextBytes(row);
          rows.write(random.nextInt(5));
          rows.writeBytes(row);
        }
      }
    }
    return rows.toByteArray();
  }

  private static final int[][] ADAM7 = {
    {1, 6, 4, 6, 2, 6, 4, 6},
    {7, 7, 7, 7, 7, 7, 7, 7},
    {5, 6, 5, 6, 5, 6, 5, 6},
    {7, 7, 7, 7, 7, 7, 7, 7},
    {3, 6, 4, 6, 3, 6, 4, 6},
    {7, 7, 7, 7, 7, 7, 7, 7},
    {5, 6, 5, 6, 5, 6, 5, 6},
    {7, 7, 7, 7, 7, 7, 7, 7}
  };

  private static int storedSamples(int colourType) {
    return switch (colourType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** The same file with the CRC of every chunk that can be walked to made right. */
  static byte[] withRightCrcs(byte[] file) {
    byte[] repaired = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(repaired);
    int start = SIGNATURE.length;
    while (start <= repaired.length - 12) {
      int length = bytes.getInt(start);
      if (length < 0 || length > repaired.length - start - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(repaired, start + 4, 4 + length);
      bytes.putInt(start + 8 + length, (int) crc.getValue());
      start += 12 + length;
    }
    return repaired;
  }
}
