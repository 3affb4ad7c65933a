package io.lazaret.core.image;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Where fuzzing starts, all of it generated: small files of every kind, sound and broken. */
final class FuzzSeeds {
  private FuzzSeeds() {}

  static Stream<byte[]> all() {
    List<byte[]> seeds = new ArrayList<>();
    Random random = new Random(5);
    int[][] formats = {
      {1, 0}, {2, 0}, {4, 0}, {8, 0}, {16, 0}, {8, 2}, {16, 2}, {1, 3}, {4, 3}, {8, 3}, {8, 4},
      {16, 4}, {8, 6}, {16, 6}
    };
    for (int[] format : formats) {
      for (int interlace = 0; interlace < 2; interlace++) {
        seeds.add(PngFiles.random(random, 7, 5, format[0], format[1], interlace));
      }
    }
    seeds.addAll(brokenPngs());
    seeds.addAll(jpegs());
    seeds.add(new byte[0]);
    seeds.add(rows());
    return seeds.stream();
  }

  /**
   * The ways to read one fuzzing input: as it is; as a PNG whose check sums are right, which no
   * mutation would hit; and as a PNG's header fields and filtered rows, past the compression.
   */
  static Stream<byte[]> interpretations(byte[] input) {
    if (new PngCodec().recognises(input)) {
      return Stream.of(input, PngFiles.withRightCrcs(input));
    }
    if (input.length < 5 || new JpegCodec().recognises(input)) {
      return Stream.of(input);
    }
    byte[] rows = new byte[input.length - 5];
    System.arraycopy(input, 5, rows, 0, rows.length);
    byte[] header = PngFiles.header(input[0] & 0x3F, input[1] & 0x3F, input[2], input[3], input[4]);
    byte[] palette = PngFiles.chunk("PLTE", Bytes.of(1, 2, 3, 4, 5, 6));
    byte[] data = PngFiles.imageData(rows);
    boolean indexed = input[3] == PngFiles.PALETTE;
    return Stream.of(
        input, PngFiles.file(header, indexed ? palette : new byte[0], data, PngFiles.END));
  }

  /** Header fields and rows for {@link #interpretations}: 3 x 2, 8-bit grey, filters 4 and 3. */
  private static byte[] rows() {
    return Bytes.of(3, 2, 8, 0, 0, 4, 1, 2, 3, 3, 9, 9, 9);
  }

  private static List<byte[]> brokenPngs() {
    byte[] header = PngFiles.header(1, 1, 8, PngFiles.GREY, 0);
    byte[] rows = PngFiles.imageData(Bytes.of(0, 77));
    byte[] bomb = PngFiles.deflate(new byte[1 << 20]);
    byte[] end = PngFiles.END;
    return List.of(
        PngFiles.file(PngFiles.header(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6, 1), rows, end),
        PngFiles.file(PngFiles.header(300, 300, 8, PngFiles.GREY, 0), rows, end),
        PngFiles.file(header, PngFiles.chunk("IDAT", bomb), end),
        PngFiles.file(header, PngFiles.chunk("zTXt", bomb), rows, end),
        PngFiles.file(header, PngFiles.chunk("tRNS", Bytes.of(0, 77)), rows, end),
        PngFiles.file(header, rows, PngFiles.chunk("tEXt"), rows, end),
        PngFiles.file(header, rows));
  }

  private static List<byte[]> jpegs() {
    BufferedImage grey = TestImages.phantom(12, 9, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage rgb = TestImages.phantom(17, 9, BufferedImage.TYPE_3BYTE_BGR);
    byte[] progressive = JpegFiles.progressive(rgb);
    return List.of(
        JpegFiles.baseline(grey),
        JpegFiles.baseline(rgb),
        JpegFiles.progressive(grey),
        progressive,
        JpegFiles.repeatLastScan(progressive, 3),
        JpegFiles.raster(TestImages.phantom(8, 8, BufferedImage.TYPE_4BYTE_ABGR)),
        JpegFiles.claiming(65535, 65535),
        JpegFiles.claiming(300, 300),
        JpegFiles.without(JpegFiles.baseline(rgb), JpegFiles.APP0),
        JpegFiles.without(JpegFiles.baseline(rgb), 0xDB));
  }
}
