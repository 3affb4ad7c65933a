package io.lazaret.app.topology;

import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One record of the incoming topic. Its headers are read when it is made, on the thread that polled
 * it, because Kafka's headers are decoded lazily and not for several threads.
 */
public final class IncomingImage {
  private final SourcePosition position;
  private final ImageHeaders.Reading headers;
  private final byte @Nullable [] encoded;

  private IncomingImage(
      SourcePosition position, ImageHeaders.Reading headers, byte @Nullable [] encoded) {
    this.position = position;
    this.headers = headers;
    this.encoded = encoded;
  }

  /** A record as the consumer sees it. */
  public static IncomingImage of(ConsumerRecord<byte[], byte[]> polled) {
    return of(
        new SourcePosition(polled.topic(), polled.partition(), polled.offset()),
        polled.key(),
        polled.value(),
        polled.headers());
  }

  /**
   * @param key null for a record without one
   * @param value null for a tombstone
   */
  public static IncomingImage of(
      SourcePosition position, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    Optional<String> text =
        Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    return new IncomingImage(
        position, ImageHeaders.read(text, position, name -> last(headers, name)), value);
  }

  public SourcePosition position() {
    return position;
  }

  /** What the feed said of the image, and what of it breaks the rules. */
  public ImageHeaders.Reading headers() {
    return headers;
  }

  /** The image's bytes, shared and not to be changed; null for a tombstone. */
  public byte @Nullable [] encodedOrNull() {
    return encoded;
  }

  private static byte @Nullable [] last(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }
}
