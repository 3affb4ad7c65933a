package io.lazaret.core.image;

import static io.lazaret.core.image.MalformedException.corrupt;
import static io.lazaret.core.image.MalformedException.tooLarge;
import static io.lazaret.core.image.MalformedException.truncated;
import static io.lazaret.core.image.MalformedException.unsupported;

import io.lazaret.core.image.JpegFrame.Component;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The marker segments and scans of a JPEG image (ITU-T T.81, Annex B) from SOI to EOI, walked and
 * checked without decoding. Keeps what the samples need: tables, frame, scans. Every APPn and COM
 * segment is dropped, so no EXIF, ICC profile or thumbnail is ever parsed; of JFIF and Adobe
 * segments only the colour model is taken.
 */
final class JpegStructure {

  /** No encoder in use writes a third of this; libjpeg's progressive script has 10. */
  static final int MOST_SCANS = 100;

  /**
   * The most work: pixels times scans may be this many times the pixels that the limits allow. Any
   * image of up to 16 scans is read at any allowed size, small images with up to {@link
   * #MOST_SCANS}.
   */
  static final int MOST_SCANS_AT_LARGEST_SIZE = 16;

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;

  private final byte[] encoded;
  private final DecodeLimits limits;
  private final ByteArrayOutputStream kept;
  private final Set<Integer> codedComponents = new HashSet<>();
  private final JpegColourModel colourModel = new JpegColourModel();
  private int position;
  private @Nullable JpegFrame frame;
  private int scans;
  private long entropyCodedBytes;

  private JpegStructure(byte[] encoded, DecodeLimits limits) {
    this.encoded = encoded;
    this.limits = limits;
    this.kept = new ByteArrayOutputStream(encoded.length);
  }

  /** Walks the image; what follows EOI is ignored. */
  static JpegStructure read(byte[] encoded, DecodeLimits limits) throws MalformedException {
    JpegStructure structure = new JpegStructure(encoded, limits);
    structure.walk();
    structure.requireWhole();
    return structure;
  }

  static boolean startsWithSignature(byte[] encoded) {
    return encoded.length >= 3
        && encoded[0] == (byte) 0xFF
        && encoded[1] == (byte) SOI
        && encoded[2] == (byte) 0xFF;
  }

  JpegFrame frame() {
    return Objects.requireNonNull(frame, "a walk without a frame is refused");
  }

  /**
   * The image for a decoder: SOI, one Adobe segment that states the colour model, tables, frame,
   * scans, EOI.
   */
  byte[] essence() {
    ByteArrayOutputStream essence = new ByteArrayOutputStream(kept.size() + 32);
    essence.writeBytes(new byte[] {(byte) 0xFF, (byte) SOI});
    if (frame().components().size() == 3) {
      essence.writeBytes(colourModel.segment(frame()));
    }
    essence.writeBytes(kept.toByteArray());
    essence.writeBytes(new byte[] {(byte) 0xFF, (byte) EOI});
    return essence.toByteArray();
  }

  private void walk() throws MalformedException {
    if (!startsWithSignature(encoded)) {
      throw corrupt("no JPEG signature");
    }
    position = 2;
    int marker = nextMarker();
    while (marker != EOI) {
      accept(marker, nextSegment(marker));
      marker = nextMarker();
    }
  }

  private void requireWhole() throws MalformedException {
    if (frame == null) {
      throw truncated("EOI before any frame");
    }
    for (Component component : frame.components()) {
      if (!codedComponents.contains(component.id())) {
        throw truncated("EOI before component " + component.id() + " was coded");
      }
    }
    // Every block takes at least one bit, in a sequential scan or in its first progressive one.
    if (entropyCodedBytes * 8 < frame.blocks()) {
      throw truncated(entropyCodedBytes + " coded bytes for " + frame.blocks() + " blocks");
    }
  }

  /** The code of the marker at the position, past fill bytes (B.1.1.2). */
  private int nextMarker() throws MalformedException {
    int start = position;
    while (position < encoded.length && encoded[position] == (byte) 0xFF) {
      position++;
    }
    if (position >= encoded.length) {
      throw truncated("the file ends at byte " + encoded.length + ", before EOI");
    }
    if (position == start) {
      throw corrupt("no marker at byte " + start);
    }
    return encoded[position++] & 0xFF;
  }

  /** The data of the segment that follows a marker, without its length field. */
  private ByteBuffer nextSegment(int marker) throws MalformedException {
    if (marker <= 0x01 || (marker >= FIRST_RESTART && marker <= SOI)) {
      throw corrupt("marker FF%02X out of place".formatted(marker));
    }
    if (encoded.length - position < 2) {
      throw truncated("the file ends at byte " + encoded.length + ", before EOI");
    }
    int length = ByteBuffer.wrap(encoded).getShort(position) & 0xFFFF;
    if (length < 2) {
      throw corrupt("segment FF%02X of %d bytes".formatted(marker, length));
    }
    if (length > encoded.length - position) {
      throw truncated("the file ends inside segment FF%02X".formatted(marker));
    }
    ByteBuffer data = ByteBuffer.wrap(encoded, position + 2, length - 2);
    position += length;
    return data;
  }

  private void accept(int marker, ByteBuffer data) throws MalformedException {
    switch (marker) {
      case 0xC0, 0xC1, 0xC2 -> acceptFrame(marker, data);
      case 0xC4, 0xDB, 0xDD -> keep(marker, data);
      case SOS -> acceptScan(data);
      default -> {
        boolean application = marker >= 0xE0 && marker <= 0xEF;
        boolean comment = marker == 0xFE;
        if (!application && !comment) {
          throw unsupported(process(marker));
        }
        colourModel.accept(marker, data);
      }
    }
  }

  private static String process(int marker) {
    String name =
        switch (marker) {
          case 0xC3, 0xC7, 0xCB, 0xCF -> "lossless JPEG";
          case 0xC5, 0xC6, 0xCD, 0xCE, 0xDE, 0xDF -> "hierarchical JPEG";
          case 0xC9, 0xCA, 0xCC -> "JPEG with arithmetic coding";
          case 0xDC -> "JPEG whose height follows the first scan (DNL)";
          case 0xF7 -> "JPEG-LS";
          default -> "JPEG with an unknown segment";
        };
    return "%s (marker FF%02X)".formatted(name, marker);
  }

  private void acceptFrame(int marker, ByteBuffer data) throws MalformedException {
    if (frame != null) {
      throw corrupt("a second frame header");
    }
    frame = JpegFrame.read(data.duplicate());
    // Before anything else: what is too large is refused whatever else may be wrong with it.
    Optional<Malformed> refusal = limits.refuse(frame.width(), frame.height());
    if (refusal.isPresent()) {
      throw new MalformedException(refusal.get());
    }
    keep(marker, data);
  }

  private void acceptScan(ByteBuffer data) throws MalformedException {
    if (frame == null) {
      throw corrupt("a scan before the frame header");
    }
    scans++;
    if (scans > MOST_SCANS
        || scans * frame.pixels() > MOST_SCANS_AT_LARGEST_SIZE * limits.maxPixels()) {
      throw tooLarge(scans + " or more scans of " + frame.pixels() + " pixels");
    }
    acceptScanHeader(data.duplicate());
    keep(SOS, data);
    int start = position;
    skipEntropyCodedData();
    entropyCodedBytes += position - start;
    kept.write(encoded, start, position - start);
  }

  /** Notes the components that a scan begins to code (B.2.3). */
  private void acceptScanHeader(ByteBuffer data) throws MalformedException {
    int count = data.hasRemaining() ? data.get() : 0;
    if (count < 1 || count > frame().components().size() || data.remaining() != 2 * count + 3) {
      throw corrupt("a scan header of " + count + " components");
    }
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int id = data.get() & 0xFF;
      data.get(); // which Huffman tables: the decoder's concern
      if (frame().components().stream().noneMatch(component -> component.id() == id)) {
        throw corrupt("a scan of component " + id + ", which the frame does not have");
      }
      ids.add(id);
    }
    int spectralStart = data.get();
    if (spectralStart == 0) {
      codedComponents.addAll(ids);
    }
  }

  /** Moves to the marker that ends the entropy-coded data, past stuffed bytes and RSTn. */
  private void skipEntropyCodedData() throws MalformedException {
    while (true) {
      while (position < encoded.length && encoded[position] != (byte) 0xFF) {
        position++;
      }
      int code = position;
      while (code < encoded.length && encoded[code] == (byte) 0xFF) {
        code++;
      }
      if (code >= encoded.length) {
        throw truncated("the file ends at byte " + encoded.length + ", inside a scan");
      }
      int marker = encoded[code] & 0xFF;
      if (marker != 0 && (marker < FIRST_RESTART || marker > LAST_RESTART)) {
        return;
      }
      position = code + 1;
    }
  }

  private void keep(int marker, ByteBuffer data) {
    int length = data.remaining() + 2;
    kept.write(0xFF);
    kept.write(marker);
    kept.write(length >> 8);
    kept.write(length);
    kept.write(encoded, data.position(), data.remaining());
  }
}
