package io.lazaret.core.wire;

import io.lazaret.core.RefusedException;
import io.lazaret.core.image.Malformed;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The headers that travel with an image: CloudEvents 1.0 in the binary content mode of its Kafka
 * protocol binding (section 3.2), with extension attributes: {@code modality}, and CloudEvents' own
 * {@code dataref} with {@code datasha256} and {@code datasize}. Every value is UTF-8 text of at
 * most {@value #MAX_VALUE_BYTES} bytes without control characters.
 */
public final class ImageHeaders {
  /** CloudEvents version; only {@code 1.0} is read. May be left out. */
  public static final String SPEC_VERSION = "ce_specversion";

  /** The image's id. */
  public static final String ID = "ce_id";

  /** The kind of event; {@link #DEFAULT_TYPE} unless the feed says otherwise. */
  public static final String TYPE = "ce_type";

  /** The feed. CloudEvents wants a URI reference; a reader takes any text. */
  public static final String SOURCE = "ce_source";

  /** When the image was made or sent: an RFC 3339 date-time. */
  public static final String TIME = "ce_time";

  /** The media type of the record's value. */
  public static final String CONTENT_TYPE = "content-type";

  /** Extension attribute: which bundle is to judge. */
  public static final String MODALITY = "ce_modality";

  /** CloudEvents' extension: the URI of bytes that do not travel in the record. */
  public static final String DATA_REF = "ce_dataref";

  /** Extension attribute: their SHA-256, in lower-case hexadecimal digits. */
  public static final String DATA_SHA256 = "ce_datasha256";

  /** Extension attribute: how many they are. */
  public static final String DATA_SIZE = "ce_datasize";

  /** The CloudEvents type of an image whose feed names none. */
  public static final String DEFAULT_TYPE = "io.lazaret.image";

  /** The feed of an image that names none. */
  public static final String UNKNOWN_FEED = "unknown";

  /** The most bytes of a header's value. */
  public static final int MAX_VALUE_BYTES = 1024;

  private static final String VERSION = "1.0";

  private ImageHeaders() {}

  /**
   * What the headers said.
   *
   * @param event what could be read, whole even when something is broken
   * @param defect {@link Malformed.Kind#HEADERS} when a header breaks its own rules; the detail
   *     names headers and never repeats a value, which may hold patient data
   */
  public record Reading(ImageEvent event, Optional<Malformed> defect) {}

  /**
   * Reads the headers of one record. Missing headers are no defect: the id falls back to the key,
   * then to the position, and the feed to {@value #UNKNOWN_FEED}. A key is never a defect either,
   * since Kafka allows any; one that is empty, over-long or not plain text is passed over.
   *
   * @param recordKey the record's key as text
   * @param position where the record stands
   * @param lastHeader the value of the last header of a name, or null when there is none
   */
  public static Reading read(
      Optional<String> recordKey, SourcePosition position, Function<String, byte[]> lastHeader) {
    var defects = new ArrayList<String>();
    text(SPEC_VERSION, lastHeader, defects)
        .filter(version -> !version.equals(VERSION))
        .ifPresent(version -> defects.add(SPEC_VERSION + " is not " + VERSION));
    Optional<String> id = attribute(ID, lastHeader, defects);
    Optional<String> source = attribute(SOURCE, lastHeader, defects);
    var event =
        new ImageEvent(
            id.or(() -> recordKey.filter(ImageHeaders::fitForId)).orElseGet(position::toString),
            source.orElse(UNKNOWN_FEED),
            attribute(TYPE, lastHeader, defects),
            time(lastHeader, defects),
            text(CONTENT_TYPE, lastHeader, defects).filter(value -> !value.isEmpty()),
            text(MODALITY, lastHeader, defects).filter(value -> !value.isEmpty()),
            data(lastHeader, defects));
    return new Reading(event, defect(defects));
  }

  /**
   * The headers of an image, such that {@link #read} gives the same event back (its type excepted:
   * one that is missing is written as {@value #DEFAULT_TYPE}).
   *
   * @return header values by name, in a fixed order; unmodifiable
   * @throws RefusedException when a value cannot travel: empty, over-long, with control characters,
   *     a feed that is no URI reference, or a time outside the years 0 to 9999
   */
  public static Map<String, byte[]> write(ImageEvent event) {
    var headers = new LinkedHashMap<String, byte[]>();
    put(headers, SPEC_VERSION, VERSION);
    put(headers, ID, event.id());
    put(headers, TYPE, event.type().orElse(DEFAULT_TYPE));
    put(headers, SOURCE, uriReference(event.feed()));
    event.time().ifPresent(time -> put(headers, TIME, formatted(time)));
    event.contentType().ifPresent(value -> put(headers, CONTENT_TYPE, value));
    event.modality().ifPresent(value -> put(headers, MODALITY, value));
    event
        .data()
        .ifPresent(
            data -> {
              put(headers, DATA_REF, data.uri().toString());
              put(headers, DATA_SHA256, data.sha256());
              put(headers, DATA_SIZE, Long.toString(data.size()));
            });
    return Collections.unmodifiableMap(headers);
  }

  private static Optional<Malformed> defect(List<String> defects) {
    return defects.isEmpty()
        ? Optional.empty()
        : Optional.of(new Malformed(Malformed.Kind.HEADERS, String.join("; ", defects)));
  }

  private static Optional<String> text(
      String name, Function<String, byte[]> lastHeader, List<String> defects) {
    byte[] value = lastHeader.apply(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value.length > MAX_VALUE_BYTES) {
      defects.add(
          name + " has " + value.length + " bytes, more than the " + MAX_VALUE_BYTES + " allowed");
      return Optional.empty();
    }
    Optional<String> decoded = HeaderText.decode(value);
    if (decoded.isEmpty()) {
      defects.add(name + " is not UTF-8");
    } else if (!HeaderText.isPlain(decoded.get())) {
      defects.add(name + " has control characters");
      return Optional.empty();
    }
    return decoded;
  }

  /** A context attribute that must not be empty where it is present (CloudEvents 1.0, 3.1). */
  private static Optional<String> attribute(
      String name, Function<String, byte[]> lastHeader, List<String> defects) {
    Optional<String> value = text(name, lastHeader, defects);
    if (value.filter(String::isEmpty).isPresent()) {
      defects.add(name + " is empty");
      return Optional.empty();
    }
    return value;
  }

  private static Optional<Instant> time(Function<String, byte[]> lastHeader, List<String> defects) {
    Optional<String> value = text(TIME, lastHeader, defects);
    Optional<Instant> time = value.flatMap(HeaderText::dateTime);
    if (value.isPresent() && time.isEmpty()) {
      defects.add(TIME + " is not an RFC 3339 date-time");
    }
    return time;
  }

  /** All three, or none. */
  private static Optional<DataReference> data(
      Function<String, byte[]> lastHeader, List<String> defects) {
    Optional<String> reference = attribute(DATA_REF, lastHeader, defects);
    Optional<String> sha256 = attribute(DATA_SHA256, lastHeader, defects);
    Optional<String> size = attribute(DATA_SIZE, lastHeader, defects);
    if (reference.isEmpty() && sha256.isEmpty() && size.isEmpty()) {
      return Optional.empty();
    }
    Optional<URI> uri = reference.flatMap(ImageHeaders::absolute);
    if (uri.isEmpty()) {
      defects.add(DATA_REF + " is not an absolute URI");
    }
    if (sha256.filter(DataReference::isSha256).isEmpty()) {
      defects.add(DATA_SHA256 + " is not 64 lower-case hexadecimal digits");
    }
    Optional<Long> bytes = size.flatMap(ImageHeaders::count);
    if (bytes.isEmpty()) {
      defects.add(DATA_SIZE + " is not a whole number above 0");
    }
    return uri.isPresent() && bytes.isPresent()
        ? sha256
            .filter(DataReference::isSha256)
            .map(text -> new DataReference(uri.get(), text, bytes.get()))
        : Optional.empty();
  }

  private static Optional<URI> absolute(String text) {
    try {
      return Optional.of(new URI(text)).filter(URI::isAbsolute);
    } catch (URISyntaxException e) {
      return Optional.empty(); // the caller says so
    }
  }

  private static Optional<Long> count(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private static boolean fitForId(String key) {
    return !key.isEmpty()
        && HeaderText.isPlain(key)
        && HeaderText.encode(key).length <= MAX_VALUE_BYTES;
  }

  private static void put(Map<String, byte[]> headers, String name, String value) {
    byte[] bytes = HeaderText.encode(value);
    if (value.isEmpty() || bytes.length > MAX_VALUE_BYTES || !HeaderText.isPlain(value)) {
      throw new RefusedException(
          "header "
              + name
              + " must be 1 to "
              + MAX_VALUE_BYTES
              + " bytes of UTF-8 without control characters; the value given is not");
    }
    headers.put(name, bytes);
  }

  private static String uriReference(String feed) {
    try {
      return new URI(feed).toString();
    } catch (URISyntaxException e) {
      throw new RefusedException(
          "a feed's name travels as "
              + SOURCE
              + ", a URI reference: use letters, digits and -._~:/ without spaces",
          e);
    }
  }

  private static String formatted(Instant time) {
    String text = time.toString();
    if (HeaderText.dateTime(text).isEmpty()) {
      throw new RefusedException(
          "header " + TIME + " holds the years 0 to 9999 (RFC 3339); the time given is outside");
    }
    return text;
  }
}
