package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class BinaryVectorTest {
  @Property(tries = 200)
  void whatIsWrittenIsReadBack(
      @ForAll @CharRange(from = '0', to = '1') @StringLength(min = 1, max = 200) String text) {
    assertEquals(text, BinaryVector.parse(text).toString());
  }

  @Property(tries = 200)
  void theDistanceIsTheNumberOfPlacesThatDiffer(
      @ForAll @CharRange(from = '0', to = '1') @StringLength(150) String one,
      @ForAll @CharRange(from = '0', to = '1') @StringLength(150) String other) {
    int differ = 0;
    for (int i = 0; i < 150; i++) {
      differ += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }

    assertEquals(differ, BinaryVector.parse(one).distance(BinaryVector.parse(other)));
  }

  @Test
  void aNumberAtItsThresholdIsNotAboveIt() {
    double[] thresholds = {1, 1, 1};

    assertEquals("001", BinaryVector.above(new double[] {0.9, 1, 1.1}, thresholds).toString());
  }

  @Test
  void otherTextsAreRefused() {
    for (String text : new String[] {"", "012", " 01", "0 1", "-1"}) {
      assertThrows(IllegalArgumentException.class, () -> BinaryVector.parse(text), text);
    }
  }
}
