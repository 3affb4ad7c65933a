package io.lazaret.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.image.Malformed;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeadersTest {
  private static final SourcePosition POSITION = new SourcePosition("images.incoming", 3, 42);

  @Test
  void aRecordWithoutHeadersOrKeyIsKnownByItsPosition() {
    var reading = read(Optional.empty(), Map.of());

    assertEquals("images.incoming-3@42", reading.event().id());
    assertEquals("unknown", reading.event().feed());
    assertEquals(Optional.empty(), reading.event().modality());
    assertEquals(Optional.empty(), reading.defect());
  }

  @Test
  void theKeyIsTheIdWhenNoHeaderSaysOtherwise() {
    assertEquals("1.2.3", read(Optional.of("1.2.3"), Map.of()).event().id());
    assertEquals("4.5", read(Optional.of("1.2.3"), Map.of("ce_id", "4.5")).event().id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000\u0000\u0000\u0007", "a\nb"})
  void aKeyThatIsNoPlainTextIsPassedOverWithoutComplaint(String key) {
    var reading = read(Optional.of(key), Map.of());

    assertEquals("images.incoming-3@42", reading.event().id());
    assertEquals(Optional.empty(), reading.defect());
  }

  @Test
  void anOverLongKeyIsPassedOver() {
    assertEquals(POSITION.toString(), read(Optional.of("é".repeat(513)), Map.of()).event().id());
    assertEquals("é".repeat(512), read(Optional.of("é".repeat(512)), Map.of()).event().id());
  }

  @Test
  void allHeadersAreRead() {
    var reading =
        read(
            Optional.of("key"),
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "7",
                "ce_type", "org.example.scan",
                "ce_source", "ward-7",
                "ce_time", "2026-11-01T09:30:00.5+01:00",
                "content-type", "image/png",
                "ce_modality", "chest-xray"));

    assertEquals(
        new ImageEvent(
            "7",
            "ward-7",
            Optional.of("org.example.scan"),
            Optional.of(Instant.parse("2026-11-01T08:30:00.5Z")),
            Optional.of("image/png"),
            Optional.of("chest-xray")),
        reading.event());
    assertEquals(Optional.empty(), reading.defect());
  }

  @Test
  void otherHeadersMayComeWithoutASpecVersion() {
    var reading = read(Optional.empty(), Map.of("ce_id", "7", "ce_modality", "derma"));

    assertEquals(Optional.of("derma"), reading.event().modality());
    assertEquals(Optional.empty(), reading.defect());
  }

  @Test
  void aReferenceIsReadAndWritten() {
    String sha256 = "0123456789abcdef".repeat(4);
    var headers =
        Map.of(
            "ce_id", "7",
            "ce_dataref", "s3://images/2026/7.png",
            "ce_datasha256", sha256,
            "ce_datasize", "31000000");

    var reading = read(Optional.empty(), headers);

    assertEquals(Optional.empty(), reading.defect());
    assertEquals(
        Optional.of(new DataReference(URI.create("s3://images/2026/7.png"), sha256, 31_000_000)),
        reading.event().data());
    var written = ImageHeaders.write(reading.event());
    headers.forEach((name, value) -> assertEquals(value, new String(written.get(name), UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "ce_dataref, images/7.png, ce_dataref is not an absolute URI",
    "ce_dataref, 's3://images/7 7.png', ce_dataref is not an absolute URI",
    "ce_datasha256, abc, ce_datasha256 is not 64 lower-case hexadecimal digits",
    "ce_datasize, 0, ce_datasize is not a whole number above 0",
    "ce_datasize, -1, ce_datasize is not a whole number above 0",
    "ce_datasize, 1e3, ce_datasize is not a whole number above 0",
    "ce_datasize, 9999999999999999999, ce_datasize is not a whole number above 0",
  })
  void aBrokenReferenceIsADefect(String name, String value, String detail) {
    var headers = new HashMap<>(Map.of("ce_source", "ward-7", "ce_id", "1"));
    headers.put("ce_dataref", "s3://images/7.png");
    headers.put("ce_datasha256", "0".repeat(64));
    headers.put("ce_datasize", "7");
    headers.put(name, value);

    var reading = read(Optional.of("key"), headers);

    assertEquals(Optional.of(new Malformed(Malformed.Kind.HEADERS, detail)), reading.defect());
    assertEquals(Optional.empty(), reading.event().data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_dataref", "ce_datasha256", "ce_datasize"})
  void aReferenceWithoutAllOfItsHeadersIsADefect(String left) {
    var headers = new HashMap<>(Map.of("ce_source", "ward-7", "ce_id", "1"));
    headers.put("ce_dataref", "s3://images/7.png");
    headers.put("ce_datasha256", "0".repeat(64));
    headers.put("ce_datasize", "7");
    headers.remove(left);

    var reading = read(Optional.of("key"), headers);

    assertTrue(reading.defect().orElseThrow().detail().startsWith(left));
    assertEquals(Optional.empty(), reading.event().data());
  }

  @Test
  void anEmptyContentTypeOrModalityCountsAsMissing() {
    var reading = read(Optional.empty(), Map.of("content-type", "", "ce_modality", ""));

    assertEquals(Optional.empty(), reading.event().contentType());
    assertEquals(Optional.empty(), reading.event().modality());
    assertEquals(Optional.empty(), reading.defect());
  }

  @ParameterizedTest
  @CsvSource({
    "ce_specversion, 0.3, ce_specversion is not 1.0",
    "ce_specversion, '', ce_specversion is not 1.0",
    "ce_time, yesterday, ce_time is not an RFC 3339 date-time",
    "ce_time, 2026-11-01T09:30Z, ce_time is not an RFC 3339 date-time",
    "ce_time, 2026-11-01T09:30:00, ce_time is not an RFC 3339 date-time",
    "ce_time, 2026-02-30T09:30:00Z, ce_time is not an RFC 3339 date-time",
    "ce_time, +12026-02-03T09:30:00Z, ce_time is not an RFC 3339 date-time",
    "ce_time, '', ce_time is not an RFC 3339 date-time",
    "ce_id, '', ce_id is empty",
    "ce_source, '', ce_source is empty",
    "ce_type, '', ce_type is empty",
    "ce_id, 'DOE^JOHN\u0007', ce_id has control characters",
    "ce_modality, 'a\u0085b', ce_modality has control characters",
    "content-type, 'image/png\r', content-type has control characters",
  })
  void aBrokenHeaderIsADefectThatRepeatsNoValue(String name, String value, String detail) {
    var headers = new HashMap<>(Map.of("ce_source", "ward-7", "ce_id", "1"));
    headers.put(name, value);

    var reading = read(Optional.of("key"), headers);

    assertEquals(Optional.of(new Malformed(Malformed.Kind.HEADERS, detail)), reading.defect());
    assertFalse(value.length() > 3 && detail.contains(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-01T09:30:00Z",
        "2026-11-01t09:30:00z",
        "2026-11-01T10:30:00.000000000123+01:00",
        "2026-11-01T09:30:00-00:00"
      })
  void everyFormOfRfc3339IsRead(String time) {
    var reading = read(Optional.empty(), Map.of("ce_time", time));

    assertEquals(Optional.of(Instant.parse("2026-11-01T09:30:00Z")), reading.event().time());
    assertEquals(Optional.empty(), reading.defect());
  }

  @Test
  void whatIsNotBrokenIsStillRead() {
    var headers = new HashMap<String, byte[]>();
    headers.put("ce_id", new byte[] {(byte) 0xC3, (byte) 0x28});
    headers.put("ce_time", "no".getBytes(UTF_8));
    headers.put("ce_source", "s".repeat(1025).getBytes(UTF_8));
    headers.put("ce_modality", "derma".getBytes(UTF_8));

    var reading = ImageHeaders.read(Optional.of("key"), POSITION, headers::get);

    assertEquals("key", reading.event().id());
    assertEquals("unknown", reading.event().feed());
    assertEquals(Optional.of("derma"), reading.event().modality());
    assertEquals(
        "ce_id is not UTF-8; ce_source has 1025 bytes, more than the 1024 allowed; "
            + "ce_time is not an RFC 3339 date-time",
        reading.defect().orElseThrow().detail());
  }

  @Test
  void aMissingTypeIsWrittenAsAnImage() {
    var headers = ImageHeaders.write(event("7", "ward-7"));

    assertEquals("io.lazaret.image", new String(headers.get("ce_type"), UTF_8));
    assertEquals(
        List.of("ce_specversion", "ce_id", "ce_type", "ce_source"), List.copyOf(headers.keySet()));
  }

  @ParameterizedTest
  @CsvSource({"'', ward", "7, ''", "'a\nb', ward", "7, 'ward 7'", "7, '%zz'"})
  void whatCannotTravelIsRefused(String id, String feed) {
    assertThrows(RefusedException.class, () -> ImageHeaders.write(event(id, feed)));
  }

  @Test
  void aTimeOutsideRfc3339IsRefused() {
    var event =
        new ImageEvent(
            "7",
            "ward",
            Optional.empty(),
            Optional.of(Instant.MAX),
            Optional.empty(),
            Optional.empty());

    var refusal = assertThrows(RefusedException.class, () -> ImageHeaders.write(event));

    assertTrue(refusal.getMessage().contains("ce_time"));
  }

  private static ImageEvent event(String id, String feed) {
    return new ImageEvent(
        id, feed, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static ImageHeaders.Reading read(Optional<String> key, Map<String, String> headers) {
    return ImageHeaders.read(
        key,
        POSITION,
        name -> headers.containsKey(name) ? headers.get(name).getBytes(UTF_8) : null);
  }
}
