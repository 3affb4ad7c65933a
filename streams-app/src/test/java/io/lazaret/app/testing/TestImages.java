package io.lazaret.app.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Small images for tests. */
public final class TestImages {
  private static final int SIDE = 8;

  private TestImages() {}

  /** A PNG of 8 x 8 pixels, all of one grey level, 0 to 255. */
  public static byte[] png(int grey) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    int[] row = new int[SIDE * SIDE];
    Arrays.fill(row, grey);
    image.getRaster().setPixels(0, 0, SIDE, SIDE, row);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
