package io.lazaret.core.image;

import static io.lazaret.core.image.PngFiles.END;
import static io.lazaret.core.image.PngFiles.GREY;
import static io.lazaret.core.image.PngFiles.GREY_ALPHA;
import static io.lazaret.core.image.PngFiles.PALETTE;
import static io.lazaret.core.image.PngFiles.RGB;
import static io.lazaret.core.image.PngFiles.RGB_ALPHA;
import static io.lazaret.core.image.PngFiles.chunk;
import static io.lazaret.core.image.PngFiles.file;
import static io.lazaret.core.image.PngFiles.header;
import static io.lazaret.core.image.PngFiles.imageData;
import static io.lazaret.core.image.SafeDecoding.LIMITS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.image.Malformed.Kind;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PngCodecTest extends ImageCodecContract {
  private static final byte[] ONE_GREY_PIXEL = {0, 77};
  private static final byte[] BOMB = PngFiles.bomb();

  @Override
  ImageCodec codec() {
    return new PngCodec();
  }

  @Override
  Map<String, Example> examples() {
    Map<String, Example> examples = new LinkedHashMap<>();
    Map.of("grey 8", BufferedImage.TYPE_BYTE_GRAY, "grey 16", BufferedImage.TYPE_USHORT_GRAY)
        .forEach((name, type) -> examples.put(name, example(TestImages.phantom(24, 17, type))));
    examples.put("RGB 8", example(TestImages.phantom(19, 13, BufferedImage.TYPE_3BYTE_BGR)));
    Random random = new Random(3);
    int[][] types = {{1, GREY}, {4, PALETTE}, {16, RGB}, {2, GREY}};
    for (int[] type : types) {
      byte[] file = PngFiles.random(random, 9, 11, type[0], type[1], 1);
      examples.put(
          "interlaced " + Arrays.toString(type), new Example(file, TestImages.imageIo(file)));
    }
    return examples;
  }

  private static Example example(BufferedImage image) {
    return new Example(TestImages.png(image), TestImages.pixels(image));
  }

  @Override
  byte[] claiming(int width, int height) {
    return file(header(width, height, 8, GREY, 0), imageData(ONE_GREY_PIXEL), END);
  }

  @Override
  int largestClaim() {
    return Integer.MAX_VALUE;
  }

  @Override
  byte[] twentyByTen() {
    return TestImages.png(TestImages.phantom(20, 10, BufferedImage.TYPE_BYTE_GRAY));
  }

  static Stream<Arguments> opaqueFormats() {
    return Stream.of(
            new int[] {GREY, 1, 2, 4, 8, 16},
            new int[] {RGB, 8, 16},
            new int[] {PALETTE, 1, 2, 4, 8})
        .flatMap(row -> Arrays.stream(row).skip(1).mapToObj(depth -> new int[] {row[0], depth}))
        .flatMap(row -> Stream.of(0, 1).map(lace -> Arguments.of(row[0], row[1], lace)));
  }

  @ParameterizedTest
  @MethodSource("opaqueFormats")
  void agreesWithImageIoOnAnyRowsAndFilters(int colourType, int bitDepth, int interlace) {
    Random random = new Random(colourType * 100L + bitDepth * 2L + interlace);
    for (int trial = 0; trial < 60; trial++) {
      int width = 1 + random.nextInt(trial < 30 ? 9 : 40);
      int height = 1 + random.nextInt(trial < 30 ? 9 : 40);
      byte[] file = PngFiles.random(random, width, height, bitDepth, colourType, interlace);
      assertEquals(TestImages.imageIo(file), decode(file), () -> width + " x " + height);
    }
  }

  @Test
  void grey16IsExact() {
    byte[] file =
        file(header(3, 1, 16, GREY, 0), imageData(Bytes.of(0, 0, 0, 1, 2, 255, 255)), END);
    assertEquals(new Pixels(3, 1, 1, 65535, new short[] {0, 0x0102, -1}), decode(file));
  }

  @Test
  void rgb16IsExact() {
    byte[] file = file(header(1, 1, 16, RGB, 0), imageData(Bytes.of(0, 1, 2, 3, 4, 255, 254)), END);
    assertEquals(new Pixels(1, 1, 3, 65535, new short[] {0x0102, 0x0304, -2}), decode(file));
  }

  @Test
  void fewBitsScaleToTheFullRange() {
    byte[] two = file(header(4, 1, 2, GREY, 0), imageData(Bytes.of(0, 0b00011011)), END);
    assertEquals(new Pixels(4, 1, 1, 255, new short[] {0, 85, 170, 255}), decode(two));
    byte[] one = file(header(3, 1, 1, GREY, 0), imageData(Bytes.of(0, 0b10111111)), END);
    assertEquals(new Pixels(3, 1, 1, 255, new short[] {255, 0, 255}), decode(one));
  }

  @Test
  void aPaletteOfGreysIsGrey() {
    byte[] palette = chunk("PLTE", Bytes.of(9, 9, 9, 200, 200, 200));
    byte[] rows = imageData(Bytes.of(0, 1, 0));
    assertEquals(
        new Pixels(2, 1, 1, 255, new short[] {200, 9}),
        decode(file(header(2, 1, 8, PALETTE, 0), palette, rows, END)));
  }

  @Test
  void aPaletteWithAColourIsRgb() {
    byte[] palette = chunk("PLTE", Bytes.of(9, 9, 9, 200, 100, 50));
    byte[] rows = imageData(Bytes.of(0, 1, 0));
    assertEquals(
        new Pixels(2, 1, 3, 255, new short[] {200, 100, 50, 9, 9, 9}),
        decode(file(header(2, 1, 8, PALETTE, 0), palette, rows, END)));
  }

  @Test
  void aPaletteEntryThatIsNotThereIsCorrupt() {
    byte[] palette = chunk("PLTE", Bytes.of(9, 9, 9));
    byte[] rows = imageData(Bytes.of(0, 1));
    assertCorrupt("palette entry 1", header(1, 1, 8, PALETTE, 0), palette, rows, END);
  }

  @Test
  void anAlphaChannelIsReadOnlyWhereOpaque() {
    byte[] grey = imageData(Bytes.of(0, 5, 255, 6, 255));
    assertEquals(
        new Pixels(2, 1, 1, 255, new short[] {5, 6}),
        decode(file(header(2, 1, 8, GREY_ALPHA, 0), grey, END)));
    byte[] rgb = imageData(Bytes.of(0, 1, 0, 2, 0, 3, 0, 255, 255));
    assertEquals(
        new Pixels(1, 1, 3, 65535, new short[] {256, 512, 768}),
        decode(file(header(1, 1, 16, RGB_ALPHA, 0), rgb, END)));
    assertUnsupported(header(2, 1, 8, GREY_ALPHA, 0), imageData(Bytes.of(0, 5, 255, 6, 254)), END);
    assertUnsupported(
        header(1, 1, 16, RGB_ALPHA, 0), imageData(Bytes.of(0, 1, 0, 2, 0, 3, 0, 255, 254)), END);
  }

  @Test
  void aTransparentColourIsReadOnlyWhereUnused() {
    byte[] transparent = chunk("tRNS", Bytes.of(0, 7));
    assertEquals(
        new Pixels(1, 1, 1, 255, new short[] {77}),
        decode(file(header(1, 1, 8, GREY, 0), transparent, imageData(ONE_GREY_PIXEL), END)));
    assertUnsupported(header(1, 1, 8, GREY, 0), transparent, imageData(Bytes.of(0, 7)), END);
    byte[] rgb = chunk("tRNS", Bytes.of(0, 1, 0, 2, 0, 3));
    assertUnsupported(header(1, 1, 8, RGB, 0), rgb, imageData(Bytes.of(0, 1, 2, 3)), END);
    assertEquals(
        new Pixels(1, 1, 3, 255, new short[] {1, 2, 4}),
        decode(file(header(1, 1, 8, RGB, 0), rgb, imageData(Bytes.of(0, 1, 2, 4)), END)));
  }

  @Test
  void aTransparentPaletteEntryIsReadOnlyWhereUnused() {
    byte[] palette = chunk("PLTE", Bytes.of(1, 2, 3, 4, 5, 6));
    byte[] alpha = chunk("tRNS", Bytes.of(0));
    byte[] header = header(1, 1, 8, PALETTE, 0);
    assertInstanceOf(
        Pixels.class, decode(file(header, palette, alpha, imageData(Bytes.of(0, 1)), END)));
    assertUnsupported(header, palette, alpha, imageData(Bytes.of(0, 0)), END);
  }

  @Test
  void aZlibBombIsRefusedWithoutBeingInflated() {
    byte[] small = file(header(10, 10, 8, GREY, 0), chunk("IDAT", BOMB), END);
    Decoded decoded = assertTimeoutPreemptively(Duration.ofSeconds(1), () -> decode(small));
    assertKind(Kind.CORRUPT, decoded, "more data than pixels");
  }

  @Test
  void bombsInAncillaryChunksAreNotInflated() {
    byte[] named = Bytes.concat(Bytes.of('x', 0, 0), BOMB);
    byte[] international = Bytes.concat(Bytes.of('x', 0, 1, 0, 0, 0), BOMB);
    byte[] file =
        file(
            header(1, 1, 8, GREY, 0),
            chunk("iCCP", named),
            chunk("zTXt", named),
            chunk("iTXt", international),
            chunk("eXIf", BOMB),
            imageData(ONE_GREY_PIXEL),
            END);
    Decoded decoded = assertTimeoutPreemptively(Duration.ofSeconds(1), () -> decode(file));
    assertEquals(new Pixels(1, 1, 1, 255, new short[] {77}), decoded);
  }

  @Test
  void theImageDataMayComeInManyChunks() {
    byte[] data = PngFiles.deflate(ONE_GREY_PIXEL);
    byte[][] chunks = new byte[2 * data.length + 2][];
    chunks[0] = header(1, 1, 8, GREY, 0);
    for (int i = 0; i < data.length; i++) {
      chunks[2 * i + 1] = chunk("IDAT", data[i]);
      chunks[2 * i + 2] = chunk("IDAT");
    }
    chunks[chunks.length - 1] = END;
    assertEquals(new Pixels(1, 1, 1, 255, new short[] {77}), decode(file(chunks)));
  }

  @Test
  void tooLittleImageDataIsTruncated() {
    Decoded decoded = decode(file(header(1, 2, 8, GREY, 0), imageData(ONE_GREY_PIXEL), END));
    assertKind(Kind.TRUNCATED, decoded, "one row of two");
    assertKind(Kind.TRUNCATED, decode(file(header(1, 1, 8, GREY, 0), END)), "no IDAT");
    byte[] data = PngFiles.deflate(ONE_GREY_PIXEL);
    byte[] cut = chunk("IDAT", Bytes.prefix(data, data.length - 2));
    assertKind(Kind.TRUNCATED, decode(file(header(1, 1, 8, GREY, 0), cut, END)), "Adler-32 cut");
  }

  @Test
  void damagedImageDataAreCorrupt() {
    byte[] header = header(1, 1, 8, GREY, 0);
    byte[] data = PngFiles.deflate(ONE_GREY_PIXEL);
    byte[] wrongSum = Bytes.with(data, data.length - 1, data[data.length - 1] + 1);
    assertCorrupt("zlib", header, chunk("IDAT", wrongSum), END);
    assertCorrupt("zlib", header, chunk("IDAT", Bytes.of(1, 2, 3, 4)), END);
    assertCorrupt(
        "preset dictionary", header, chunk("IDAT", Bytes.of(0x78, 0xBB, 0, 0, 0, 1)), END);
    assertCorrupt("bytes after the end", header, chunk("IDAT", Bytes.concat(data, data)), END);
    assertCorrupt("filter type 5", header, imageData(Bytes.of(5, 1)), END);
    assertCorrupt("more image data", header, imageData(Bytes.of(0, 1, 2)), END);
  }

  @Test
  void aWrongCrcIsCorruptInAnyChunk() {
    byte[][] chunks = {
      header(1, 1, 8, GREY, 0), chunk("tEXt", Bytes.of(1)), imageData(ONE_GREY_PIXEL), END
    };
    for (int i = 0; i < chunks.length; i++) {
      byte[][] damaged = chunks.clone();
      int last = damaged[i].length - 1;
      damaged[i] = Bytes.with(damaged[i], last, damaged[i][last] ^ 1);
      assertCorrupt("CRC of", damaged);
    }
  }

  @Test
  void chunksOutOfOrderAreCorrupt() {
    byte[] header = header(1, 1, 8, GREY, 0);
    byte[] indexed = header(1, 1, 8, PALETTE, 0);
    byte[] palette = chunk("PLTE", Bytes.of(1, 2, 3));
    byte[] rows = imageData(Bytes.of(0, 0));
    assertCorrupt("the first chunk is IDAT", rows, END);
    assertCorrupt("a second IHDR", header, header, rows, END);
    assertCorrupt("not consecutive", header, rows, chunk("tIME"), rows, END);
    assertCorrupt("without a palette", indexed, rows, END);
    assertCorrupt("PLTE is repeated", indexed, palette, palette, rows, END);
    assertCorrupt("PLTE is repeated or out of place", indexed, rows, palette, END);
    assertCorrupt("PLTE in a grey image", header, palette, rows, END);
    assertCorrupt("PLTE of 2 bytes", indexed, chunk("PLTE", Bytes.of(1, 2)), rows, END);
    assertCorrupt("tRNS of 1 bytes", indexed, chunk("tRNS", Bytes.of(1)), palette, rows, END);
    assertCorrupt("tRNS of 1 bytes", header, chunk("tRNS", Bytes.of(1)), rows, END);
    assertCorrupt("not four letters", header, chunk("ID@T", Bytes.of(1)), rows, END);
  }

  @Test
  void anUnknownCriticalChunkIsUnsupported() {
    assertUnsupported(header(1, 1, 8, GREY, 0), chunk("ABCD"), imageData(ONE_GREY_PIXEL), END);
  }

  @Test
  void illegalHeadersAreCorrupt() {
    byte[] rows = imageData(ONE_GREY_PIXEL);
    int[][] illegal = {
      {0, 1, 8, GREY, 0}, {1, 0, 8, GREY, 0}, {-1, 1, 8, GREY, 0}, {1, 1, 3, GREY, 0},
      {1, 1, 0, GREY, 0}, {1, 1, 32, GREY, 0}, {1, 1, 4, RGB, 0}, {1, 1, 16, PALETTE, 0},
      {1, 1, 4, RGB_ALPHA, 0}, {1, 1, 8, 1, 0}, {1, 1, 8, 5, 0}, {1, 1, 8, 255, 0},
      {1, 1, 8, GREY, 2}, {1, 1, 8, GREY, 255}
    };
    for (int[] fields : illegal) {
      byte[] header = header(fields[0], fields[1], fields[2], fields[3], fields[4]);
      assertCorrupt("IHDR", header, rows, END);
    }
  }

  private Decoded decode(byte[] file) {
    return codec().decode(file, LIMITS);
  }

  private void assertCorrupt(String detail, byte[]... chunks) {
    Malformed malformed = assertKind(Kind.CORRUPT, decode(file(chunks)), detail);
    assertTrue(malformed.detail().contains(detail), malformed::detail);
  }

  private void assertUnsupported(byte[]... chunks) {
    assertKind(Kind.UNSUPPORTED, decode(file(chunks)), "transparency or unknown chunk");
  }
}
