package io.lazaret.core.image;

import static io.lazaret.core.image.MalformedException.corrupt;
import static io.lazaret.core.image.MalformedException.truncated;
import static io.lazaret.core.image.MalformedException.unsupported;

import io.lazaret.core.image.PngHeader.ColourType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG datastream (ISO/IEC 15948, clauses 5 and 11), every one checked for place,
 * length and CRC. Only what the pixels need is kept: IHDR, PLTE, tRNS and where IDAT lies. No other
 * chunk is read, so nothing that one of them may compress (zTXt, iTXt, iCCP) is ever inflated.
 */
final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** Length, type and CRC around the data of a chunk. */
  private static final int FRAME = 12;

  private static final int MOST_PALETTE_ENTRIES = 256;

  /** Deflate's longest match, 258 bytes, takes at least 2 bits: no stream expands further. */
  private static final long MOST_EXPANSION = 1032;

  /** A chunk's type, and the place of its data. */
  private record Chunk(String type, int start, int length) {
    int end() {
      return start + length + 4;
    }
  }

  private final byte[] encoded;
  private final PngHeader header;
  private Optional<byte[]> palette = Optional.empty();
  private Optional<byte[]> transparency = Optional.empty();
  private int imageDataStart;
  private int imageDataEnd;
  private long imageDataBytes;

  private PngChunks(byte[] encoded, DecodeLimits limits) throws MalformedException {
    this.encoded = encoded;
    if (!startsWithSignature(encoded)) {
      throw corrupt("no PNG signature");
    }
    Chunk first = chunkAt(SIGNATURE.length);
    if (!first.type.equals("IHDR") || first.length != PngHeader.LENGTH) {
      throw corrupt(
          "the first chunk is " + first.type + " of " + first.length + " bytes, not IHDR");
    }
    this.header = PngHeader.read(ByteBuffer.wrap(encoded, first.start, first.length));
    // Before anything else: what is too large is refused whatever else may be wrong with it.
    Optional<Malformed> refusal = limits.refuse(header.width(), header.height());
    if (refusal.isPresent()) {
      throw new MalformedException(refusal.get());
    }
    readAfterHeader(first.end());
  }

  /** Reads and checks all chunks up to IEND; what follows IEND is ignored. */
  static PngChunks read(byte[] encoded, DecodeLimits limits) throws MalformedException {
    return new PngChunks(encoded, limits);
  }

  static boolean startsWithSignature(byte[] encoded) {
    return encoded.length >= SIGNATURE.length
        && Arrays.equals(encoded, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  PngHeader header() {
    return header;
  }

  /** PLTE: red, green, blue of each entry. Present for {@link ColourType#PALETTE}. */
  Optional<byte[]> palette() {
    return palette;
  }

  /** tRNS: an alpha for each palette entry, or the one colour that is transparent. */
  Optional<byte[]> transparency() {
    return transparency;
  }

  /** Opens the zlib datastream that all IDAT chunks hold together. */
  PngImageData imageData() {
    return new PngImageData(encoded, imageDataStart, imageDataEnd);
  }

  private void readAfterHeader(int start) throws MalformedException {
    Chunk chunk = chunkAt(start);
    while (!chunk.type.equals("IEND")) {
      accept(chunk);
      chunk = chunkAt(chunk.end());
    }
    if (imageDataBytes == 0) {
      throw truncated("no image data before IEND");
    }
    if (header.colourType() == ColourType.PALETTE && palette.isEmpty()) {
      throw corrupt("colour type 3 without a palette");
    }
    if (header.inflatedBytes() > imageDataBytes * MOST_EXPANSION) {
      throw truncated(
          imageDataBytes + " bytes of image data cannot hold " + header.inflatedBytes());
    }
  }

  private void accept(Chunk chunk) throws MalformedException {
    switch (chunk.type) {
      case "IHDR" -> throw corrupt("a second IHDR");
      case "IDAT" -> acceptImageData(chunk);
      case "PLTE" -> acceptPalette(chunk);
      case "tRNS" -> acceptTransparency(chunk);
      default -> {
        boolean critical = Character.isUpperCase(chunk.type.charAt(0));
        if (critical) {
          throw unsupported("critical chunk " + chunk.type);
        }
      }
    }
  }

  private void acceptImageData(Chunk chunk) throws MalformedException {
    int frameStart = chunk.start - 8;
    if (imageDataStart != 0 && frameStart != imageDataEnd) {
      throw corrupt("IDAT chunks are not consecutive");
    }
    if (imageDataStart == 0) {
      imageDataStart = frameStart;
    }
    imageDataEnd = chunk.end();
    imageDataBytes += chunk.length;
  }

  private void acceptPalette(Chunk chunk) throws MalformedException {
    ColourType type = header.colourType();
    if (palette.isPresent() || transparency.isPresent() || imageDataStart != 0) {
      throw corrupt("PLTE is repeated or out of place");
    }
    if (type == ColourType.GREY || type == ColourType.GREY_ALPHA) {
      throw corrupt("PLTE in a grey image");
    }
    int most = type == ColourType.PALETTE ? 1 << header.bitDepth() : MOST_PALETTE_ENTRIES;
    if (chunk.length == 0 || chunk.length % 3 != 0 || chunk.length / 3 > most) {
      throw corrupt("PLTE of " + chunk.length + " bytes, at most " + most + " entries of 3");
    }
    palette = Optional.of(data(chunk));
  }

  private void acceptTransparency(Chunk chunk) throws MalformedException {
    if (transparency.isPresent() || imageDataStart != 0) {
      throw corrupt("tRNS is repeated or out of place");
    }
    boolean fits =
        switch (header.colourType()) {
          case GREY -> chunk.length == 2;
          case RGB -> chunk.length == 6;
          case PALETTE ->
              chunk.length > 0 && chunk.length <= palette.map(p -> p.length / 3).orElse(0);
          case GREY_ALPHA, RGB_ALPHA -> false;
        };
    if (!fits) {
      throw corrupt(
          "tRNS of " + chunk.length + " bytes with colour type " + header.colourType().code());
    }
    transparency = Optional.of(data(chunk));
  }

  private byte[] data(Chunk chunk) {
    return Arrays.copyOfRange(encoded, chunk.start, chunk.start + chunk.length);
  }

  private Chunk chunkAt(int start) throws MalformedException {
    if (encoded.length - start < FRAME) {
      throw truncated("the file ends at byte " + encoded.length + ", before IEND");
    }
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    int length = bytes.getInt(start);
    String type = type(start + 4);
    if (length < 0) {
      throw corrupt(type + " of " + Integer.toUnsignedString(length) + " bytes");
    }
    if (length > encoded.length - start - FRAME) {
      throw truncated("the file ends inside " + type + " of " + length + " bytes");
    }
    CRC32 crc = new CRC32();
    crc.update(encoded, start + 4, 4 + length);
    if ((int) crc.getValue() != bytes.getInt(start + 8 + length)) {
      throw corrupt("CRC of " + type + " at byte " + start);
    }
    return new Chunk(type, start + 8, length);
  }

  private String type(int start) throws MalformedException {
    for (int i = start; i < start + 4; i++) {
      int letter = encoded[i] | 0x20;
      if (letter < 'a' || letter > 'z') {
        throw corrupt("chunk type at byte " + start + " is not four letters");
      }
    }
    return new String(encoded, start, 4, StandardCharsets.US_ASCII);
  }
}
