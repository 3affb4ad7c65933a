package io.lazaret.core.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes JPEG files with the JDK's encoder, and operates on their segments. */
final class JpegFiles {
  static final int SOF0 = 0xC0;
  static final int SOF2 = 0xC2;
  static final int SOS = 0xDA;
  static final int APP0 = 0xE0;

  private JpegFiles() {}

  static byte[] baseline(BufferedImage image) {
    return encode(new IIOImage(image, null, null), 0.9f, false);
  }

  static byte[] progressive(BufferedImage image) {
    return encode(new IIOImage(image, null, null), 0.9f, true);
  }

  /** The raster's bands as they are, without a colour model: four make what readers call CMYK. */
  static byte[] raster(BufferedImage image) {
    return encode(new IIOImage(image.getRaster(), null, null), 0.9f, false);
  }

  static byte[] encode(IIOImage image, float quality, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(stream);
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A frame header and a scan of three bytes. */
  static byte[] claiming(int width, int height) {
    return Bytes.concat(
        Bytes.of(0xFF, 0xD8),
        frame(SOF0, 8, width, height, 1),
        segment(SOS, Bytes.of(1, 1, 0, 0, 63, 0)),
        Bytes.of(1, 2, 3, 0xFF, 0xD9));
  }

  static byte[] frame(int marker, int precision, int width, int height, int components) {
    byte[] fixed =
        Bytes.of(
            precision, height >> 8, height & 0xFF, width >> 8, width & 0xFF, components & 0xFF);
    byte[] rest = new byte[3 * components];
    for (int i = 0; i < components; i++) {
      rest[3 * i] = (byte) (i + 1);
      rest[3 * i + 1] = 0x11;
    }
    return segment(marker, Bytes.concat(fixed, rest));
  }

  static byte[] segment(int marker, byte... data) {
    int length = data.length + 2;
    return Bytes.concat(Bytes.of(0xFF, marker, length >> 8, length & 0xFF), data);
  }

  /** Where a marker's 0xFF stands: the first such segment outside entropy-coded data. */
  static int find(byte[] file, int marker) {
    int position = 2;
    while ((file[position + 1] & 0xFF) != marker) {
      position += 2 + (((file[position + 2] & 0xFF) << 8) | (file[position + 3] & 0xFF));
    }
    return position;
  }

  /** The file without its first segment of a kind. */
  static byte[] without(byte[] file, int marker) {
    int start = find(file, marker);
    int length = 2 + (((file[start + 2] & 0xFF) << 8) | (file[start + 3] & 0xFF));
    return Bytes.concat(
        Bytes.prefix(file, start), Arrays.copyOfRange(file, start + length, file.length));
  }

  /** The file with its last scan written {@code times} more, EOI after them. */
  static byte[] repeatLastScan(byte[] file, int times) {
    int end = file.length - 2;
    int start = end;
    while (file[start] != (byte) 0xFF || file[start + 1] != (byte) SOS) {
      start--;
    }
    byte[] scan = Arrays.copyOfRange(file, start, end);
    byte[][] parts = new byte[times + 2][];
    Arrays.fill(parts, scan);
    parts[0] = Bytes.prefix(file, end);
    parts[times + 1] = Bytes.of(0xFF, 0xD9);
    return Bytes.concat(parts);
  }
}
