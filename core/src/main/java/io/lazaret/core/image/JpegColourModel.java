package io.lazaret.core.image;

import io.lazaret.core.image.JpegFrame.Component;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether three components are YCbCr or RGB. T.81 does not say; this is libjpeg's rule, which
 * nearly every reader follows: JFIF is YCbCr, else Adobe says, else the ids R, G, B mean RGB, else
 * YCbCr. ImageIO's own rule differs where neither JFIF nor Adobe is present, and looks for EXIF.
 */
final class JpegColourModel {
  static final int APP0 = 0xE0;
  static final int APP14 = 0xEE;

  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final int JFIF_LENGTH = 14;
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int ADOBE_LENGTH = 12;
  private static final int ADOBE_VERSION = 100;
  private static final int ADOBE_TRANSFORM = 11;
  private static final List<Integer> RGB_IDS = List.of((int) 'R', (int) 'G', (int) 'B');

  private boolean jfif;
  private Optional<Integer> adobeTransform = Optional.empty();

  /** Takes what an APP0 or APP14 segment says, if it is of JFIF or Adobe; ignores other markers. */
  void accept(int marker, ByteBuffer data) {
    if (marker == APP0 && data.remaining() >= JFIF_LENGTH && startsWith(data, JFIF)) {
      jfif = true;
    }
    if (marker == APP14 && data.remaining() >= ADOBE_LENGTH && startsWith(data, ADOBE)) {
      adobeTransform = Optional.of(data.get(data.position() + ADOBE_TRANSFORM) & 0xFF);
    }
  }

  /** The Adobe segment, marker and all, that says this colour model to any decoder. */
  byte[] segment(JpegFrame frame) {
    ByteBuffer segment = ByteBuffer.allocate(4 + ADOBE_LENGTH);
    segment.put((byte) 0xFF).put((byte) APP14).putShort((short) (2 + ADOBE_LENGTH));
    segment.put(ADOBE).putShort((short) ADOBE_VERSION).putInt(0);
    segment.put((byte) (isYcc(frame) ? 1 : 0));
    return segment.array();
  }

  private boolean isYcc(JpegFrame frame) {
    if (jfif) {
      return true;
    }
    boolean namedRgb = frame.components().stream().map(Component::id).toList().equals(RGB_IDS);
    return adobeTransform.map(transform -> transform != 0).orElse(!namedRgb);
  }

  private static boolean startsWith(ByteBuffer data, byte[] prefix) {
    byte[] start = new byte[prefix.length];
    data.duplicate().get(start);
    return Arrays.equals(start, prefix);
  }
}
