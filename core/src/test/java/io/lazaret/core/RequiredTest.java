package io.lazaret.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RequiredTest {
  @Test
  void whatIsThereIsGiven() {
    assertEquals(1, Required.of(Map.of("one", 1), "one"));
  }

  @Test
  void whatIsMissingIsNamedWithWhatIsThere() {
    Map<String, Integer> map = Map.of("one", 1);

    var e = assertThrows(IllegalStateException.class, () -> Required.of(map, "two"));

    assertEquals("nothing under 'two', only under [one]", e.getMessage());
  }
}
