package io.lazaret.lab.data;

import io.lazaret.core.RefusedException;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images at the model's geometry as a feed would carry them, and reads them back. */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Decodes a file that a person gave.
   *
   * @throws RefusedException in one line when it cannot be read or is malformed
   */
  public static Pixels pixels(Path file) {
    try {
      return ImageCodecs.decode(Files.readAllBytes(file), Optional.empty(), DecodeLimits.DEFAULT)
          .fold(
              pixels -> pixels,
              malformed -> {
                throw new RefusedException(
                    file + ": " + malformed.detail() + "; mend the image or leave it out");
              });
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read; mend the image or leave it out", e);
    }
  }

  /** Decodes an encoding of our own. */
  public static Pixels pixels(byte[] encoded) {
    return ImageCodecs.decode(encoded, Optional.empty(), DecodeLimits.DEFAULT)
        .fold(
            pixels -> pixels,
            malformed -> {
              throw new IllegalStateException("own encoding: " + malformed.detail());
            });
  }

  /** A PNG file, lossless. */
  public static byte[] png(Levels image) {
    return encode(image, "png", writer -> writer.getDefaultWriteParam());
  }

  /**
   * A baseline JPEG file.
   *
   * @param quality 1 to 100, as the Independent JPEG Group's encoder scales it
   */
  public static byte[] jpeg(Levels image, int quality) {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("quality must be 1 to 100, not " + quality);
    }
    return encode(
        image,
        "jpeg",
        writer -> {
          ImageWriteParam parameters = writer.getDefaultWriteParam();
          parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          parameters.setCompressionQuality(quality / 100f);
          return parameters;
        });
  }

  /** Decodes a file of the model's geometry. */
  public static Levels levels(byte[] encoded, Geometry geometry) {
    return new Preprocessing(geometry, ResampleKernel.BOX).apply(pixels(encoded));
  }

  private interface Parameters {
    ImageWriteParam of(ImageWriter writer);
  }

  private static byte[] encode(Levels image, String format, Parameters parameters) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster(image), null, null), parameters.of(writer));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage raster(Levels image) {
    Geometry geometry = image.geometry();
    BufferedImage raster =
        new BufferedImage(
            geometry.width(),
            geometry.height(),
            geometry.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    for (int channel = 0; channel < geometry.channels(); channel++) {
      for (int y = 0; y < geometry.height(); y++) {
        for (int x = 0; x < geometry.width(); x++) {
          raster.getRaster().setSample(x, y, channel, image.level(channel, y, x));
        }
      }
    }
    return raster;
  }
}
