package io.lazaret.core.image;

import static io.lazaret.core.image.JpegFiles.APP0;
import static io.lazaret.core.image.JpegFiles.SOF0;
import static io.lazaret.core.image.JpegFiles.SOS;
import static io.lazaret.core.image.JpegFiles.find;
import static io.lazaret.core.image.JpegFiles.segment;
import static io.lazaret.core.image.SafeDecoding.LIMITS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.image.Malformed.Kind;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.IIOImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegCodecTest extends ImageCodecContract {
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JFIF_RGB = JpegFiles.baseline(rgb(40, 30));

  @Override
  ImageCodec codec() {
    return new JpegCodec();
  }

  @Override
  Map<String, Example> examples() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("grey", JpegFiles.baseline(grey(24, 17)));
    files.put("RGB", JpegFiles.baseline(rgb(35, 29)));
    files.put("grey progressive", JpegFiles.progressive(grey(23, 9)));
    files.put("RGB progressive", JpegFiles.progressive(rgb(17, 33)));
    Map<String, Example> examples = new LinkedHashMap<>();
    files.forEach((name, file) -> examples.put(name, new Example(file, TestImages.imageIo(file))));
    return examples;
  }

  @Override
  byte[] claiming(int width, int height) {
    return JpegFiles.claiming(width, height);
  }

  @Override
  int largestClaim() {
    return 65535;
  }

  @Override
  byte[] twentyByTen() {
    return JpegFiles.baseline(grey(20, 10));
  }

  @Test
  void agreesWithImageIoAtAnySizeAndQuality() {
    Random random = new Random(4);
    for (int trial = 0; trial < 100; trial++) {
      BufferedImage image =
          TestImages.phantom(
              1 + random.nextInt(60),
              1 + random.nextInt(60),
              random.nextBoolean() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
      byte[] file =
          JpegFiles.encode(
              new IIOImage(image, null, null), random.nextFloat(), random.nextBoolean());
      assertEquals(TestImages.imageIo(file), decode(file), () -> "" + image);
    }
  }

  @Test
  void decodesToAboutWhatWasEncoded() {
    BufferedImage image = rgb(64, 48);
    Pixels original = TestImages.pixels(image);
    Pixels decoded = assertInstanceOf(Pixels.class, decode(JpegFiles.baseline(image)));
    double sum = 0;
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 64; x++) {
        sum += Math.abs(original.sample(x, y, 1) - decoded.sample(x, y, 1));
      }
    }
    assertTrue(sum / (64 * 48) < 8, "mean difference of green " + sum / (64 * 48));
  }

  @Test
  void imageJpgIsASynonym() {
    Decoded decoded = ImageCodecs.decode(twentyByTen(), Optional.of("image/JPG"), LIMITS);
    assertInstanceOf(Pixels.class, decoded);
  }

  @Test
  void threeComponentsWithoutJfifAreYcc() {
    byte[] bare = JpegFiles.without(JFIF_RGB, APP0);
    assertEquals(pixels(JFIF_RGB), decode(bare));
  }

  @Test
  void adobeSaysRgbUnlessJfifIsThere() {
    byte[] adobe = segment(0xEE, Bytes.concat(ADOBE, new byte[7]));
    byte[] bare = JpegFiles.without(JFIF_RGB, APP0);
    Pixels raw = TestImages.imageIo(Bytes.insert(bare, 2, adobe));
    assertNotEquals(pixels(JFIF_RGB), raw);
    assertEquals(raw, decode(Bytes.insert(bare, 2, adobe)));
    assertEquals(pixels(JFIF_RGB), decode(Bytes.insert(JFIF_RGB, find(JFIF_RGB, SOF0), adobe)));
  }

  @Test
  void componentsNamedRgbAreRgb() {
    byte[] adobe = segment(0xEE, Bytes.concat(ADOBE, new byte[7]));
    byte[] named = JpegFiles.without(JFIF_RGB, APP0);
    byte[] raw = Bytes.insert(named, 2, adobe);
    int frame = find(named, SOF0);
    int scan = find(named, SOS);
    for (int i = 0; i < 3; i++) {
      named[frame + 10 + 3 * i] = (byte) "RGB".charAt(i);
      named[scan + 5 + 2 * i] = (byte) "RGB".charAt(i);
    }
    assertEquals(pixels(raw), decode(named));
  }

  @Test
  void metadataIsNotParsed() {
    byte[] exif = segment(0xE1, "Exif\0\0 nonsense".getBytes(StandardCharsets.US_ASCII));
    byte[] icc = segment(0xE2, "ICC_PROFILE\0\1\1 nonsense".getBytes(StandardCharsets.US_ASCII));
    byte[] thumbnail = segment(APP0, "JFXX\0\20 nonsense".getBytes(StandardCharsets.US_ASCII));
    byte[] comment = segment(0xFE, new byte[60_000]);
    int frame = find(JFIF_RGB, SOF0);
    byte[] file = Bytes.insert(JFIF_RGB, frame, Bytes.concat(exif, icc, thumbnail, comment));
    assertEquals(pixels(JFIF_RGB), decode(file));
  }

  @Test
  void fillBytesBeforeMarkersAreSkipped() {
    byte[] file = Bytes.insert(JFIF_RGB, find(JFIF_RGB, SOF0), Bytes.of(0xFF, 0xFF));
    assertEquals(pixels(JFIF_RGB), decode(file));
  }

  @ParameterizedTest
  @CsvSource({
    "C3, lossless", "C5, hierarchical", "C7, lossless", "C9, arithmetic", "CA, arithmetic",
    "CC, arithmetic", "DC, DNL", "DE, hierarchical", "F7, JPEG-LS", "F0, unknown"
  })
  void otherProcessesAreUnsupported(String marker, String name) {
    byte[] file = JFIF_RGB.clone();
    file[find(file, SOF0) + 1] = (byte) Integer.parseInt(marker, 16);
    Malformed malformed = assertKind(Kind.UNSUPPORTED, decode(file), marker);
    assertTrue(malformed.detail().contains(name), malformed::detail);
    assertTrue(malformed.detail().contains("FF" + marker), malformed::detail);
  }

  @Test
  void twelveBitsAreUnsupported() {
    byte[] file = Bytes.with(JFIF_RGB, find(JFIF_RGB, SOF0) + 4, 12);
    assertKind(Kind.UNSUPPORTED, decode(file), "12 bits");
  }

  @Test
  void fourComponentsAreUnsupported() {
    byte[] file = JpegFiles.raster(TestImages.phantom(16, 16, BufferedImage.TYPE_4BYTE_ABGR));
    Malformed malformed = assertKind(Kind.UNSUPPORTED, decode(file), "CMYK");
    assertTrue(malformed.detail().contains("4 components"), malformed::detail);
  }

  @Test
  void aHeightThatComesLaterIsUnsupported() {
    int height = find(JFIF_RGB, SOF0) + 5;
    byte[] file = Bytes.with(Bytes.with(JFIF_RGB, height, 0), height + 1, 0);
    assertKind(Kind.UNSUPPORTED, decode(file), "height 0");
  }

  @Test
  void aHundredScansReachTheDecoderAndNoMore() {
    byte[] file = JpegFiles.progressive(grey(16, 16));
    int scans = scans(file);
    assertEquals(
        decode(file).getClass(), Pixels.class, "the file is sound before any scan is added to it");
    byte[] hundred = JpegFiles.repeatLastScan(file, JpegStructure.MOST_SCANS - scans);
    byte[] more = JpegFiles.repeatLastScan(file, JpegStructure.MOST_SCANS - scans + 1);
    // A refinement said twice breaks the progression: the decoder was asked, and warned.
    assertKind(Kind.CORRUPT, decode(hundred), "100 scans");
    assertKind(Kind.TOO_LARGE, decode(more), "101 scans");
  }

  @Test
  void aBombOfScansIsRefusedQuickly() {
    byte[] file = JpegFiles.repeatLastScan(JpegFiles.progressive(rgb(256, 256)), 5_000);
    DecodeLimits limits = DecodeLimits.DEFAULT;
    Decoded decoded =
        assertTimeoutPreemptively(Duration.ofSeconds(1), () -> codec().decode(file, limits));
    assertKind(Kind.TOO_LARGE, decoded, "5,000 scans");
  }

  @Test
  void scansTimesPixelsAreLimited() {
    byte[] file = JpegFiles.repeatLastScan(JpegFiles.progressive(grey(64, 64)), 20);
    DecodeLimits limits = new DecodeLimits(1_000_000, 64, 64, 64 * 64);
    assertKind(Kind.TOO_LARGE, codec().decode(file, limits), "more than 16 scans at the largest");
  }

  @Test
  void aComponentThatNoScanCodesIsTruncated() {
    byte[] file = JFIF_RGB;
    int scan = find(file, SOS);
    byte[] greyScan = segment(SOS, Bytes.of(1, 1, 0, 0, 63, 0));
    byte[] cut = Bytes.concat(Bytes.prefix(file, scan), greyScan, new byte[500], eoi());
    assertKind(Kind.TRUNCATED, decode(cut), "two components of three missing");
    assertKind(Kind.TRUNCATED, decode(Bytes.concat(Bytes.prefix(file, scan), eoi())), "no scan");
    assertKind(Kind.TRUNCATED, decode(Bytes.concat(Bytes.prefix(file, 20), eoi())), "no frame");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.6, 0.9})
  void aScanCutShortBeforeEoiIsNotFilledWithGrey(double share) {
    for (Example example : examples().values()) {
      byte[] file = example.file;
      int scan = find(file, SOS);
      int cut = scan + 12 + (int) ((file.length - scan - 14) * share);
      byte[] patched = Bytes.concat(Bytes.prefix(file, cut), eoi());
      assertInstanceOf(Malformed.class, decode(patched));
    }
  }

  @Test
  void brokenStructureIsCorrupt() {
    int frame = find(JFIF_RGB, SOF0);
    int scan = find(JFIF_RGB, SOS);
    assertCorrupt("no marker", Bytes.insert(JFIF_RGB, frame, Bytes.of(0)));
    assertCorrupt("FFD8 out of place", Bytes.insert(JFIF_RGB, frame, Bytes.of(0xFF, 0xD8)));
    assertCorrupt("FFD0 out of place", Bytes.insert(JFIF_RGB, frame, Bytes.of(0xFF, 0xD0)));
    assertCorrupt("FF01 out of place", Bytes.insert(JFIF_RGB, frame, Bytes.of(0xFF, 1)));
    assertCorrupt("of 1 bytes", Bytes.insert(JFIF_RGB, frame, Bytes.of(0xFF, 0xE5, 0, 1)));
    assertCorrupt("scan before the frame", JpegFiles.without(JFIF_RGB, SOF0));
    assertCorrupt("second frame", Bytes.insert(JFIF_RGB, scan, JpegFiles.frame(SOF0, 8, 9, 9, 1)));
    assertCorrupt("sampling factors", Bytes.with(JFIF_RGB, frame + 11, 0x51));
    assertCorrupt("with the id", Bytes.with(JFIF_RGB, frame + 13, 1));
    assertCorrupt("which the frame does not have", Bytes.with(JFIF_RGB, scan + 5, 9));
    assertCorrupt("a frame without columns", JpegFiles.claiming(0, 5));
    assertCorrupt("JPEG decoder", JpegFiles.without(JFIF_RGB, 0xDB));
  }

  private static int scans(byte[] file) {
    int scans = 0;
    for (int i = 0; i < file.length - 1; i++) {
      scans += file[i] == (byte) 0xFF && file[i + 1] == (byte) SOS ? 1 : 0;
    }
    return scans;
  }

  private static byte[] eoi() {
    return Bytes.of(0xFF, 0xD9);
  }

  private static BufferedImage grey(int width, int height) {
    return TestImages.phantom(width, height, BufferedImage.TYPE_BYTE_GRAY);
  }

  private static BufferedImage rgb(int width, int height) {
    return TestImages.phantom(width, height, BufferedImage.TYPE_3BYTE_BGR);
  }

  private Decoded decode(byte[] file) {
    return codec().decode(file, LIMITS);
  }

  private Pixels pixels(byte[] file) {
    return assertInstanceOf(Pixels.class, decode(file));
  }

  private void assertCorrupt(String detail, byte[] file) {
    Malformed malformed = assertKind(Kind.CORRUPT, decode(file), detail);
    assertTrue(malformed.detail().contains(detail), malformed::detail);
  }
}
