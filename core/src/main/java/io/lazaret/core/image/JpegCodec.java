package io.lazaret.core.image;

import static io.lazaret.core.image.MalformedException.corrupt;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads JPEG (ITU-T T.81): 8-bit baseline, extended sequential and progressive with Huffman coding
 * (SOF0, SOF1, SOF2), of one component (grey) or three (YCbCr or RGB, both given as RGB).
 *
 * <p>The pixels are as stored: EXIF orientation is not applied, ICC profiles are not.
 *
 * <p>Answers {@code TRUNCATED} when the file ends before EOI, or EOI comes before every component
 * was coded; {@code CORRUPT} for whatever breaks T.81, down to a decoder's warning: libjpeg goes on
 * after damage and fills in grey, which would then be judged; {@code UNSUPPORTED} for arithmetic,
 * lossless, hierarchical and 12-bit coding, for two or four components and for DNL; {@code
 * TOO_LARGE} by the frame header alone, and for more scans than any encoder writes.
 *
 * <p>{@link JpegStructure} checks the structure; the samples are the JDK's own libjpeg's, whichever
 * other ImageIO plug-ins are installed.
 */
public final class JpegCodec implements ImageCodec {
  private final ImageReaderSpi provider = jdkProvider();

  @Override
  public String contentType() {
    return "image/jpeg";
  }

  @Override
  public boolean recognises(byte[] encoded) {
    return JpegStructure.startsWithSignature(encoded);
  }

  @Override
  public Decoded decode(byte[] encoded, DecodeLimits limits) {
    try {
      JpegStructure structure = JpegStructure.read(encoded, limits);
      return pixels(structure.frame(), decode(structure.essence()));
    } catch (MalformedException e) {
      return e.malformed();
    }
  }

  private Raster decode(byte[] essence) throws MalformedException {
    List<String> warnings = new ArrayList<>(1);
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(essence))) {
      ImageReader reader = provider.createReaderInstance();
      try {
        reader.addIIOReadWarningListener(
            (source, warning) -> {
              if (warnings.isEmpty()) {
                warnings.add(warning);
              }
            });
        reader.setInput(stream, true, true);
        BufferedImage image = reader.read(0);
        if (!warnings.isEmpty()) {
          throw corrupt("JPEG decoder: " + warnings.get(0));
        }
        return image.getRaster();
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // ImageIO answers damage with either; its message is libjpeg's and holds no image content.
      throw corrupt("JPEG decoder: " + e.getMessage());
    }
  }

  private static Pixels pixels(JpegFrame frame, Raster raster) throws MalformedException {
    int channels = frame.components().size();
    if (raster.getWidth() != frame.width()
        || raster.getHeight() != frame.height()
        || raster.getNumBands() != channels
        || raster.getTransferType() != DataBuffer.TYPE_BYTE) {
      throw corrupt("JPEG decoder: " + raster + " for " + frame);
    }
    // The raster's own samples: BufferedImage.getRGB would put grey through a gamma curve.
    short[] samples = new short[frame.width() * frame.height() * channels];
    byte[] row = new byte[frame.width() * channels];
    for (int y = 0; y < frame.height(); y++) {
      raster.getDataElements(0, y, frame.width(), 1, row);
      for (int i = 0; i < row.length; i++) {
        samples[y * row.length + i] = (short) (row[i] & 0xFF);
      }
    }
    return new Pixels(frame.width(), frame.height(), channels, 255, samples);
  }

  private static ImageReaderSpi jdkProvider() {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                candidate ->
                    candidate instanceof ImageReaderSpi spi
                        && spi.getClass().getModule() == ImageReader.class.getModule()
                        && List.of(spi.getFormatNames()).contains("jpeg"),
                true);
    if (!providers.hasNext()) {
      throw new IllegalStateException("this Java runtime has no JPEG reader");
    }
    return providers.next();
  }
}
