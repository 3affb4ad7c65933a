package io.lazaret.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Generated pictures, and ImageIO as the oracle to compare with. */
final class TestImages {
  private TestImages() {}

  /** Smooth gradients with a little noise, as a scanner gives; the same for the same arguments. */
  static BufferedImage phantom(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    WritableRaster raster = image.getRaster();
    Random random = new Random(width * 31L + height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < raster.getNumBands(); band++) {
          int shade = (x * (band + 3) * 255 / (width * 5) + y * 90 / height) % 240;
          raster.setSample(x, y, band, shade + random.nextInt(12));
        }
      }
    }
    return image;
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** What ImageIO reads from the file, alpha left out. */
  static Pixels imageIo(byte[] file) {
    try {
      return pixels(ImageIO.read(new ByteArrayInputStream(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Pixels pixels(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel palette && !isGreyRamp(palette)) {
      return indexed(image.getRaster(), palette);
    }
    return pixels(image.getRaster(), (1 << image.getColorModel().getComponentSize(0)) - 1);
  }

  /** Stored samples of the colour bands, scaled to 8 bits where they have fewer. */
  static Pixels pixels(Raster raster, int componentMax) {
    int storedMax = Math.min(componentMax, (1 << raster.getSampleModel().getSampleSize(0)) - 1);
    int channels = raster.getNumBands() < 3 ? 1 : 3;
    short[] samples = new short[raster.getWidth() * raster.getHeight() * channels];
    int next = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int channel = 0; channel < channels; channel++) {
          int sample = raster.getSample(x, y, channel);
          samples[next++] = (short) (storedMax < 255 ? sample * 255 / storedMax : sample);
        }
      }
    }
    return new Pixels(
        raster.getWidth(), raster.getHeight(), channels, Math.max(storedMax, 255), samples);
  }

  /** ImageIO shows grey of 1, 2 and 4 bits as a palette that is an even ramp. */
  private static boolean isGreyRamp(IndexColorModel palette) {
    int last = palette.getMapSize() - 1;
    for (int i = 0; i <= last; i++) {
      int shade = i * 255 / Math.max(1, last);
      if (palette.getRGB(i) != (0xFF000000 | shade << 16 | shade << 8 | shade)) {
        return false;
      }
    }
    return true;
  }

  private static Pixels indexed(Raster raster, IndexColorModel palette) {
    short[] samples = new short[raster.getWidth() * raster.getHeight() * 3];
    int next = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        int entry = raster.getSample(x, y, 0);
        samples[next++] = (short) palette.getRed(entry);
        samples[next++] = (short) palette.getGreen(entry);
        samples[next++] = (short) palette.getBlue(entry);
      }
    }
    return new Pixels(raster.getWidth(), raster.getHeight(), 3, 255, samples);
  }
}
