package io.lazaret.core.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text as CloudEvents 1.0 allows it in attributes (section 2.4, types String and Timestamp). */
final class HeaderText {
  /**
   * RFC 3339, section 5.6. {@code java.time} alone takes more: no seconds, years of five digits.
   */
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)\\d*(Z|[+-]\\d{2}:\\d{2})",
          Pattern.CASE_INSENSITIVE);

  private HeaderText() {}

  /** The text, or nothing when the bytes are not UTF-8. */
  static Optional<String> decode(byte[] bytes) {
    try {
      // A fresh decoder reports malformed input; new String() would replace it.
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static byte[] encode(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether no character is a control, a noncharacter or half a surrogate pair. */
  static boolean isPlain(String text) {
    return text.codePoints().allMatch(HeaderText::isPlain);
  }

  private static boolean isPlain(int codePoint) {
    boolean noncharacter =
        (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return !Character.isISOControl(codePoint) && !noncharacter && !surrogate;
  }

  /**
   * The instant of an RFC 3339 date-time; digits finer than a nanosecond are dropped. Leap seconds
   * ({@code :60}), of which the next may never come, are not read.
   */
  static Optional<Instant> dateTime(String text) {
    Matcher matcher = DATE_TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      String known = (matcher.group(1) + matcher.group(2)).toUpperCase(Locale.ROOT);
      return Optional.of(OffsetDateTime.parse(known).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
