package io.lazaret.core.image;

import io.lazaret.core.image.PngHeader.Pass;

/**
 * Reads PNG (ISO/IEC 15948:2004, W3C Portable Network Graphics).
 *
 * <p>Grey of 1, 2, 4, 8 or 16 bits gives one channel, RGB of 8 or 16 bits three; fewer than 8 bits
 * are scaled to 0..255. A palette gives 8-bit RGB, or grey when every entry is grey. An alpha
 * channel or tRNS is read only where every pixel is opaque. The samples are as stored: gAMA, cHRM,
 * sRGB, iCCP and sBIT change nothing. Of an animated PNG the still image is read.
 *
 * <p>Answers {@code TRUNCATED} when the file, its image data or IDAT end early; {@code CORRUPT} for
 * a CRC, a length, an order of chunks, a zlib datastream or a filter type that breaks the standard,
 * and for image data that go on past the last pixel; {@code UNSUPPORTED} for transparency and
 * unknown critical chunks; {@code TOO_LARGE} by IHDR alone.
 *
 * <p>The pixels are reconstructed here rather than by ImageIO. To bound the work, the chunks must
 * be walked, the image data inflated against the size they must have and the filter types checked
 * before any other decoder could be trusted with the file; what is left of the format after that is
 * {@link PngFilter} and {@link PngSamples}. ImageIO would inflate everything a second time, and how
 * it presents tRNS, palettes and packed samples differs between JDK releases. The tests hold this
 * against ImageIO for every colour type, bit depth and interlace method.
 */
public final class PngCodec implements ImageCodec {

  @Override
  public String contentType() {
    return "image/png";
  }

  @Override
  public boolean recognises(byte[] encoded) {
    return PngChunks.startsWithSignature(encoded);
  }

  @Override
  public Decoded decode(byte[] encoded, DecodeLimits limits) {
    try {
      PngChunks chunks = PngChunks.read(encoded, limits);
      PngSamples samples = new PngSamples(chunks);
      try (PngImageData data = chunks.imageData()) {
        for (Pass pass : chunks.header().passes()) {
          readPass(chunks.header(), pass, data, samples);
        }
        data.finish();
      }
      return samples.pixels();
    } catch (MalformedException e) {
      return e.malformed();
    }
  }

  private static void readPass(PngHeader header, Pass pass, PngImageData data, PngSamples samples)
      throws MalformedException {
    byte[] filterType = new byte[1];
    byte[] row = new byte[header.rowBytes(pass.columns())];
    byte[] prior = new byte[row.length];
    for (int passRow = 0; passRow < pass.rows(); passRow++) {
      data.read(filterType, 1);
      data.read(row, row.length);
      PngFilter.reconstruct(filterType[0] & 0xFF, row, prior, header.filterDistance());
      samples.put(row, pass, passRow);
      byte[] reconstructed = row;
      row = prior;
      prior = reconstructed;
    }
  }
}
