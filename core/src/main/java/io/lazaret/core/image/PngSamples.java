package io.lazaret.core.image;

import static io.lazaret.core.image.MalformedException.corrupt;
import static io.lazaret.core.image.MalformedException.unsupported;

import io.lazaret.core.image.PngHeader.ColourType;
import io.lazaret.core.image.PngHeader.Pass;
import java.util.Optional;

/** Collects the samples of reconstructed rows: unpacks, scales, looks up, and refuses alpha. */
final class PngSamples {
  private final PngHeader header;
  private final int channels;
  private final int storedMax;
  private final int scale;
  private final byte[] palette;
  private final byte[] paletteAlpha;
  private final Optional<int[]> transparentColour;
  private final short[] samples;

  PngSamples(PngChunks chunks) {
    this.header = chunks.header();
    boolean indexed = header.colourType() == ColourType.PALETTE;
    byte[] none = new byte[0];
    this.palette = indexed ? chunks.palette().orElseThrow() : none;
    this.paletteAlpha = indexed ? chunks.transparency().orElse(none) : none;
    this.storedMax = (1 << header.bitDepth()) - 1;
    this.transparentColour =
        indexed ? Optional.empty() : chunks.transparency().map(this::transparentColour);
    this.channels =
        switch (header.colourType()) {
          case GREY, GREY_ALPHA -> 1;
          case RGB, RGB_ALPHA -> 3;
          case PALETTE -> isGrey(palette) ? 1 : 3;
        };
    this.scale = header.bitDepth() < 8 ? 255 / storedMax : 1;
    this.samples = new short[header.width() * header.height() * channels];
  }

  Pixels pixels() {
    int maxValue = header.bitDepth() == 16 ? 65535 : 255;
    return new Pixels(header.width(), header.height(), channels, maxValue, samples);
  }

  /** Takes the pixels of one reconstructed row of a pass. */
  void put(byte[] row, Pass pass, int passRow) throws MalformedException {
    int y = pass.top() + passRow * pass.rowStep();
    for (int column = 0; column < pass.columns(); column++) {
      int x = pass.left() + column * pass.columnStep();
      int target = (y * header.width() + x) * channels;
      boolean opaque =
          header.colourType() == ColourType.PALETTE
              ? putIndexed(row, column, target)
              : putDirect(row, column, target);
      if (!opaque) {
        throw unsupported(
            "the pixel at column " + x + ", row " + y + " is not opaque: no image of a patient");
      }
    }
  }

  private boolean putDirect(byte[] row, int column, int target) {
    int stored = header.colourType().storedSamples();
    int first = column * stored;
    boolean transparent = transparentColour.isPresent();
    for (int channel = 0; channel < channels; channel++) {
      int value = stored(row, first + channel);
      transparent = transparent && value == transparentColour.get()[channel];
      samples[target + channel] = (short) (value * scale);
    }
    boolean opaque = !header.colourType().hasAlpha() || stored(row, first + channels) == storedMax;
    return opaque && !transparent;
  }

  private boolean putIndexed(byte[] row, int column, int target) throws MalformedException {
    int entry = stored(row, column);
    if (entry * 3 >= palette.length) {
      throw corrupt("palette entry " + entry + " of " + palette.length / 3);
    }
    for (int channel = 0; channel < channels; channel++) {
      samples[target + channel] = (short) (palette[entry * 3 + channel] & 0xFF);
    }
    return entry >= paletteAlpha.length || paletteAlpha[entry] == (byte) 0xFF;
  }

  /** The stored sample at an index of the row; packed samples start at the high bits. */
  private int stored(byte[] row, int index) {
    int bitDepth = header.bitDepth();
    if (bitDepth == 8) {
      return row[index] & 0xFF;
    }
    if (bitDepth == 16) {
      return (row[2 * index] & 0xFF) << 8 | row[2 * index + 1] & 0xFF;
    }
    int bit = index * bitDepth;
    return row[bit >> 3] >> (8 - bitDepth - (bit & 7)) & storedMax;
  }

  /** Of the chunk's 16 bits a sample, the low ones count (ISO/IEC 15948, 11.3.2.1). */
  private int[] transparentColour(byte[] chunk) {
    int[] colour = new int[chunk.length / 2];
    for (int i = 0; i < colour.length; i++) {
      colour[i] = ((chunk[2 * i] & 0xFF) << 8 | chunk[2 * i + 1] & 0xFF) & storedMax;
    }
    return colour;
  }

  private static boolean isGrey(byte[] palette) {
    for (int i = 0; i < palette.length; i += 3) {
      if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2]) {
        return false;
      }
    }
    return true;
  }
}
