package io.lazaret.app.testing;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images for tests. */
public final class TestImages {
  private static final int SIDE = 8;

  private TestImages() {}

  /** A PNG of 16 bits a sample that cannot be compressed; its first sample is 100. */
  public static byte[] noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
    Random random = new Random(1);
    short[] samples = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) random.nextInt();
    }
    samples[0] = 100;
    return encoded(image);
  }

  /** A PNG of 8 x 8 pixels, all of one grey level, 0 to 255. */
  public static byte[] png(int grey) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    int[] row = new int[SIDE * SIDE];
    Arrays.fill(row, grey);
    image.getRaster().setPixels(0, 0, SIDE, SIDE, row);
    return encoded(image);
  }

  private static byte[] encoded(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
