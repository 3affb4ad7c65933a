package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every score function promises. */
class ScoreFunctionContractTest {

  static Stream<ScoreFunction> functions() {
    return SampleFunctions.all();
  }

  @Test
  void everyKindIsTested() {
    assertEquals(
        Set.of(ScoreFunction.class.getPermittedSubclasses()),
        functions().map(Object::getClass).collect(Collectors.toSet()));
  }

  /** Features are single-precision numbers, of any size. */
  @ParameterizedTest
  @MethodSource("functions")
  void finiteRowsGiveFiniteScores(ScoreFunction function) {
    for (double size : new double[] {0, 1e-38, 1, 1e3, 1e37}) {
      for (int seed = 0; seed < 20; seed++) {
        double[] row = SampleFunctions.row(function, size, seed);
        assertTrue(Double.isFinite(function.score(row)), Arrays.toString(row));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aRowThatIsNotFiniteAnywhereGivesAScoreThatIsNot(ScoreFunction function) {
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (int i = 0; i < function.inputs(); i++) {
        double[] row = SampleFunctions.row(function, 1, i);
        row[i] = bad;
        assertFalse(Double.isFinite(function.score(row)), bad + " at " + i);
      }
      double[] all = new double[function.inputs()];
      Arrays.fill(all, bad);
      assertFalse(Double.isFinite(function.score(all)), "all " + bad);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aRowOfAnotherLengthIsADefect(ScoreFunction function) {
    int inputs = function.inputs();
    assertThrows(IllegalArgumentException.class, () -> function.score(new double[inputs - 1]));
    assertThrows(IllegalArgumentException.class, () -> function.score(new double[inputs + 1]));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void scoringLeavesTheRowAsItIsAndGivesTheSameAgain(ScoreFunction function) {
    double[] row = SampleFunctions.row(function, 1, 1);
    double[] before = row.clone();

    double score = function.score(row);

    assertArrayEquals(before, row);
    assertEquals(score, function.score(row));
  }
}
