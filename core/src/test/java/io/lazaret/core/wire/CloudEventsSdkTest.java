package io.lazaret.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** The CloudEvents project's own Kafka binding reads what we write, and we read what it writes. */
class CloudEventsSdkTest {
  private static final SourcePosition POSITION = new SourcePosition("images.incoming", 0, 0);
  private static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G'};

  @Property(tries = 200)
  void theSdkReadsWhatWeWrite(@ForAll("events") ImageEvent event) {
    var headers = new ProducerRecord<Void, byte[]>("images.incoming", IMAGE).headers();
    ImageHeaders.write(event).forEach(headers::add);

    CloudEvent read = KafkaMessageFactory.createReader(headers, IMAGE).toEvent();

    assertEquals(SpecVersion.V1, read.getSpecVersion());
    assertEquals(event.id(), read.getId());
    assertEquals(event.type().orElse("io.lazaret.image"), read.getType());
    assertEquals(URI.create(event.feed()), read.getSource());
    assertEquals(event.time(), Optional.ofNullable(read.getTime()).map(OffsetDateTime::toInstant));
    assertEquals(event.contentType(), Optional.ofNullable(read.getDataContentType()));
    assertEquals(event.modality(), Optional.ofNullable(read.getExtension("modality")));
    assertArrayEquals(IMAGE, read.getData().toBytes());
  }

  @Property(tries = 200)
  void weReadWhatTheSdkWrites(@ForAll("events") ImageEvent event) {
    ProducerRecord<Void, byte[]> record =
        KafkaMessageFactory.createWriter("images.incoming").writeBinary(cloudEvent(event));

    var reading = ImageHeaders.read(Optional.empty(), POSITION, lastOf(record.headers()));

    assertEquals(Optional.empty(), reading.defect());
    assertEquals(typed(event), reading.event());
    assertArrayEquals(IMAGE, record.value());
  }

  @Property(tries = 200)
  void weReadWhatWeWrite(@ForAll("events") ImageEvent event) {
    var reading = ImageHeaders.read(Optional.empty(), POSITION, ImageHeaders.write(event)::get);

    assertEquals(Optional.empty(), reading.defect());
    assertEquals(typed(event), reading.event());
  }

  @Provide
  Arbitrary<ImageEvent> events() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .withChars("abcXYZ019 .-_/^=éß漢")
            .ofMinLength(1)
            .ofMaxLength(200)
            .filter(value -> value.equals(value.strip()));
    Arbitrary<String> feed =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withChars("-./")
            .ofMinLength(1)
            .ofMaxLength(40)
            .map(value -> "//ward/" + value);
    Arbitrary<Instant> time =
        DateTimes.instants()
            .between(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("2999-12-31T23:59:59Z"));
    return Combinators.combine(
            text,
            feed,
            text.optional(),
            time.optional(),
            Arbitraries.of("image/png", "image/jpeg", "application/dicom").optional(),
            text.optional())
        .as(ImageEvent::new);
  }

  private static ImageEvent typed(ImageEvent event) {
    return new ImageEvent(
        event.id(),
        event.feed(),
        event.type().or(() -> Optional.of(ImageHeaders.DEFAULT_TYPE)),
        event.time(),
        event.contentType(),
        event.modality());
  }

  private static CloudEvent cloudEvent(ImageEvent event) {
    var builder =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withType(event.type().orElse(ImageHeaders.DEFAULT_TYPE))
            .withSource(URI.create(event.feed()))
            .withData(IMAGE);
    event.contentType().ifPresent(builder::withDataContentType);
    event.time().ifPresent(time -> builder.withTime(time.atOffset(ZoneOffset.UTC)));
    event.modality().ifPresent(value -> builder.withExtension("modality", value));
    return builder.build();
  }

  private static Function<String, byte[]> lastOf(Headers headers) {
    return name -> Optional.ofNullable(headers.lastHeader(name)).map(h -> h.value()).orElse(null);
  }
}
