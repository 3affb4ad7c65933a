package io.lazaret.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthEventTest {

  @Property(tries = 200)
  void everyEventIsReadBackAsItWas(@ForAll("events") TruthEvent event) {
    assertEquals(event, TruthEvent.parse(event.toJson()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"schemaVersion":1,"imageId":"7","label":0} | attacked must be true or false
          {"schemaVersion":1,"imageId":"7","label":-1,"attacked":false} | label must be
          {"schemaVersion":1,"imageId":"7","label":0,"attacked":true} | an attack's name belongs
          {"schemaVersion":1,"imageId":"7","label":0,"attacked":false,"attack":"pgd"} | an attack's
          {"schemaVersion":1,"imageId":"7","label":0,"attacked":false,"epsilon":0.1} | epsilon and
          {"schemaVersion":1,"imageId":"7","label":0,"attacked":true,"attack":"a","epsilon":2} | (0, 1]
          {"schemaVersion":0,"imageId":"7","label":0,"attacked":false} | schemaVersion is 0
          """)
  void aBrokenEventIsRefused(String json, String complaint) {
    var refusal =
        assertThrows(RefusedException.class, () -> TruthEvent.parse(json.getBytes(UTF_8)));

    assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
  }

  @Provide
  Arbitrary<TruthEvent> events() {
    Arbitrary<String> text =
        Arbitraries.strings().withCharRange(' ', '\u2FFF').ofMinLength(1).ofMaxLength(20);
    Arbitrary<TruthEvent> clean =
        Combinators.combine(text, labels(), text.optional(), text.optional(), text.optional())
            .as(
                (id, label, name, harmless, malformed) ->
                    new TruthEvent(
                        id,
                        label,
                        name,
                        false,
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        harmless,
                        malformed));
    Arbitrary<TruthEvent> attacked =
        Combinators.combine(
                text,
                labels(),
                text,
                Arbitraries.doubles().between(0, false, 1, true),
                Arbitraries.of(true, false).optional(),
                text.optional())
            .as(
                (id, label, attack, epsilon, successful, harmless) ->
                    new TruthEvent(
                        id,
                        label,
                        Optional.empty(),
                        true,
                        Optional.of(attack),
                        OptionalDouble.of(epsilon),
                        successful,
                        harmless,
                        Optional.empty()));
    return Arbitraries.oneOf(clean, attacked);
  }

  private static Arbitrary<Integer> labels() {
    return Arbitraries.integers().greaterOrEqual(0);
  }
}
