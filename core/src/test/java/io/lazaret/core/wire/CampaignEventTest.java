package io.lazaret.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.CampaignEvent.Example;
import io.lazaret.core.wire.CampaignEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignEventTest {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(CampaignEvent.class.getResourceAsStream(CampaignEvent.SCHEMA_RESOURCE));

  private static final String VALID =
      """
      {"schemaVersion":1,"campaign":"images.incoming-0@42","feed":"ward-7","kind":"growing",
       "openedAt":"2026-11-01T09:30:00Z","at":"2026-11-01T09:34:10.250Z","windowMinutes":10,
       "suspectsInWindow":38,"imagesInWindow":120,"suspects":40,"mostInWindow":39,
       "askedRate":0.01,
       "opening":{"imageId":"7","modality":"xray","bundle":"b1",
        "source":{"topic":"images.incoming","partition":0,"offset":42}},
       "latest":{"imageId":"9","bundle":"b2",
        "source":{"topic":"images.incoming","partition":1,"offset":43}}}
      """;
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  @Property(tries = 300)
  void everyEventKeepsThePublishedSchema(@ForAll("events") CampaignEvent event) {
    assertEquals(Set.of(), SCHEMA.validate(tree(event.toJson())));
  }

  @Property(tries = 300)
  void everyEventIsReadBackAsItWas(@ForAll("events") CampaignEvent event) {
    assertEquals(event, CampaignEvent.parse(event.toJson()));
  }

  @Test
  void theExampleOfTheseTestsIsValid() {
    assertEquals(Set.of(), SCHEMA.validate(tree(VALID.getBytes(UTF_8))));
    assertEquals(40, CampaignEvent.parse(VALID.getBytes(UTF_8)).suspects());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "schemaVersion":1 | "schemaVersion":2 | schemaVersion is 2 and only 1 is read here
          "kind":"growing" | "kind":"GROWING" | kind must be opened, growing or closed
          "kind":"growing", | `` | kind must be text
          "feed":"ward-7" | "feed":"" | feed must be text
          "campaign":"images.incoming-0@42" | "campaign":7 | campaign must be text
          "at":"2026-11-01T09:34:10.250Z" | "at":"11/01/2026" | at must be an RFC 3339 date-time
          "at":"2026-11-01T09:34:10.250Z" | "at":1 | at must be text
          "windowMinutes":10 | "windowMinutes":0 | windowMinutes must be a whole number
          "suspectsInWindow":38 | "suspectsInWindow":-1 | suspectsInWindow must be a whole number
          "imagesInWindow":120 | "imagesInWindow":"many" | imagesInWindow must be a whole number
          "suspects":40 | "suspects":0 | suspects must be a whole number
          "askedRate":0.01 | "askedRate":0 | asked rate must be in (0, 1)
          "askedRate":0.01, | `` | askedRate must be a finite number
          "modality":"xray" | "modality":"" | opening: modality must be text
          "bundle":"b2", | `` | latest: bundle must be text
          "offset":42 | "offset":-1 | opening: source: offset must be a whole number
          """)
  void whatTheSchemaRefusesTheReaderRefuses(String found, String replacement, String complaint) {
    byte[] broken = VALID.replace(found, replacement).getBytes(UTF_8);

    assertFalse(SCHEMA.validate(tree(broken)).isEmpty(), "the schema takes it");
    assertTrue(refusal(broken).contains(complaint), refusal(broken));
  }

  /** What a schema cannot say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "suspects":40 | "suspects":38 | at least the suspects of its fullest window
          "mostInWindow":39 | "mostInWindow":37 | those of the window now
          T09:34:10.250Z | T09:29:59Z | at must not be before openedAt
          """)
  void numbersThatContradictEachOtherAreRefused(
      String found, String replacement, String complaint) {
    String refusal = refusal(VALID.replace(found, replacement).getBytes(UTF_8));

    assertTrue(refusal.contains(complaint), refusal);
  }

  private static String refusal(byte[] broken) {
    String message =
        assertThrows(RefusedException.class, () -> CampaignEvent.parse(broken)).getMessage();
    assertEquals(1, message.lines().count());
    return message;
  }

  @Provide
  Arbitrary<CampaignEvent> events() {
    Arbitrary<String> text =
        Arbitraries.strings().withCharRange(' ', '\uD7FF').ofMinLength(1).ofMaxLength(30);
    Arbitrary<SourcePosition> source =
        Combinators.combine(
                text,
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.longs().greaterOrEqual(0))
            .as(SourcePosition::new);
    Arbitrary<Example> example =
        Combinators.combine(text, text.optional(), text, source).as(Example::new);
    Arbitrary<Long> counts = Arbitraries.longs().between(0, Long.MAX_VALUE / 4);
    return Combinators.combine(
            Combinators.combine(text, text, Arbitraries.of(Kind.class)).as(Head::new),
            Arbitraries.longs().between(0, LATEST).list().ofSize(2),
            Arbitraries.integers().greaterOrEqual(1),
            counts.list().ofSize(4),
            Arbitraries.doubles().between(0, false, 1, false),
            example.list().ofSize(2))
        .as(
            (head, times, window, numbers, rate, examples) ->
                new CampaignEvent(
                    head.campaign(),
                    head.feed(),
                    head.kind(),
                    Instant.ofEpochMilli(Math.min(times.get(0), times.get(1))),
                    Instant.ofEpochMilli(Math.max(times.get(0), times.get(1))),
                    window,
                    numbers.get(0),
                    numbers.get(1),
                    numbers.get(0) + numbers.get(2) + numbers.get(3) + 1,
                    numbers.get(0) + numbers.get(2) + 1,
                    rate,
                    examples.get(0),
                    examples.get(1)));
  }

  private record Head(String campaign, String feed, Kind kind) {}

  private static JsonNode tree(byte[] json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
