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
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictEventTest {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(VerdictEvent.class.getResourceAsStream(VerdictEvent.SCHEMA_RESOURCE));

  private static final String VALID =
      """
      {"schemaVersion":1,"imageId":"7","feed":"ward-7","outcome":"clear",
       "scores":{"mahalanobis":1.5},"pValue":0.5,"askedRate":0.01,"bundle":"b1",
       "source":{"topic":"images.incoming","partition":0,"offset":42},
       "timings":{"queueMicros":1,"decodeMicros":2,"modelMicros":3}}
      """;

  @Property(tries = 300)
  void everyEventKeepsThePublishedSchema(@ForAll("events") VerdictEvent event) {
    assertEquals(Set.of(), SCHEMA.validate(tree(event.toJson())));
  }

  @Property(tries = 300)
  void everyEventIsReadBackAsItWas(@ForAll("events") VerdictEvent event) {
    assertEquals(event, VerdictEvent.parse(event.toJson()));
  }

  @Property(tries = 300)
  void routeHeadersSayTheSame(@ForAll("events") VerdictEvent event) {
    Map<String, String> headers = RouteHeaders.of(event);

    assertEquals(event.outcome().code(), headers.get(RouteHeaders.OUTCOME));
    assertEquals(event.reason(), Optional.ofNullable(headers.get(RouteHeaders.REASON)));
    assertEquals(event.bundle(), Optional.ofNullable(headers.get(RouteHeaders.BUNDLE)));
    event
        .scores()
        .forEach(
            (name, score) ->
                assertEquals(score, Double.valueOf(headers.get(RouteHeaders.SCORE_PREFIX + name))));
    assertEquals(
        event.source(),
        new SourcePosition(
            headers.get(RouteHeaders.SOURCE_TOPIC),
            Integer.parseInt(headers.get(RouteHeaders.SOURCE_PARTITION)),
            Long.parseLong(headers.get(RouteHeaders.SOURCE_OFFSET))));
    assertEquals(
        headers.size(),
        headers.keySet().stream().filter(name -> name.startsWith(RouteHeaders.PREFIX)).count());
  }

  @Example
  void theExampleOfTheseTestsIsValid() {
    assertEquals(Set.of(), SCHEMA.validate(tree(VALID.getBytes(UTF_8))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "outcome":"clear" | "outcome":"fine" | outcome must be clear, suspect, undecidable
          "outcome":"clear" | "outcome":"CLEAR" | outcome must be
          "outcome":"clear" | "outcome":"undecidable" | reason and detail belong to
          "outcome":"clear" | "outcome":"clear","reason":"empty","detail":"x" | reason and detail
          "schemaVersion":1 | "schemaVersion":2 | schemaVersion is 2 and only 1 is read here
          "schemaVersion":1, | `` | schemaVersion must be a whole number
          "imageId":"7" | "imageId":"" | imageId must be text
          "imageId":"7" | "imageId":7 | imageId must be text
          "pValue":0.5 | "pValue":0 | p-value must be in (0, 1]
          "pValue":0.5 | "pValue":"0.5" | pValue must be a finite number
          "pValue":0.5, | `` | belong to clear and suspect
          "askedRate":0.01 | "askedRate":1 | asked rate must be in (0, 1)
          {"mahalanobis":1.5} | {"mahalanobis":"many"} | scores: mahalanobis must be a number
          {"mahalanobis":1.5} | {"mahalanobis":null} | scores: mahalanobis must be
          {"mahalanobis":1.5} | [1.5] | scores: must be a JSON object
          "offset":42 | "offset":-1 | source: offset must be a whole number
          "partition":0 | "partition":0.5 | source: partition must be a whole number
          "decodeMicros":2, | `` | timings: decodeMicros must be
          """)
  void whatTheSchemaRefusesTheReaderRefuses(String found, String replacement, String complaint) {
    byte[] broken = VALID.replace(found, replacement).getBytes(UTF_8);

    assertFalse(SCHEMA.validate(tree(broken)).isEmpty(), "the schema takes it");
    var refusal = assertThrows(RefusedException.class, () -> VerdictEvent.parse(broken));
    assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{", "[]", "{} {}", "{\"feed\":1,\"feed\":2}", "''"})
  void whatIsNotOneJsonObjectIsRefused(String text) {
    assertThrows(RefusedException.class, () -> VerdictEvent.parse(text.getBytes(UTF_8)));
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] bytes = VALID.getBytes(UTF_8);
    bytes[VALID.indexOf("ward-7")] = (byte) 0xC3;

    assertThrows(RefusedException.class, () -> VerdictEvent.parse(bytes));
  }

  @Provide
  Arbitrary<VerdictEvent> events() {
    Arbitrary<String> text =
        Arbitraries.strings().withCharRange(' ', '\uD7FF').ofMinLength(1).ofMaxLength(30);
    Arbitrary<ImageEvent> image =
        Combinators.combine(text, text, text.optional())
            .as(
                (id, feed, modality) ->
                    new ImageEvent(
                        id, feed, Optional.empty(), Optional.empty(), Optional.empty(), modality));
    Arbitrary<SourcePosition> source =
        Combinators.combine(
                text,
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.longs().greaterOrEqual(0))
            .as(SourcePosition::new);
    Arbitrary<Long> micros = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(
            image,
            source,
            verdicts(text),
            Combinators.combine(micros, micros, micros).as(VerdictEvent.Timings::new))
        .as(VerdictEvent::of);
  }

  private static Arbitrary<Verdict> verdicts(Arbitrary<String> text) {
    Arbitrary<Double> score =
        Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    Arbitrary<Assessment> assessment =
        Combinators.combine(
                text,
                Arbitraries.maps(text, score).ofMaxSize(5),
                Arbitraries.doubles().between(0, false, 1, true),
                Arbitraries.doubles().between(0, false, 1, false))
            .as(Assessment::new);
    return Arbitraries.oneOf(
        assessment.map(Verdict.Clear::new),
        assessment.map(Verdict.Suspect::new),
        Combinators.combine(Arbitraries.of(Verdict.Undecidable.Cause.class), text)
            .as(Verdict.Undecidable::new),
        Combinators.combine(Arbitraries.of(Malformed.Kind.class), text)
            .as((kind, detail) -> new Verdict.Unreadable(new Malformed(kind, detail))));
  }

  private static JsonNode tree(byte[] json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
