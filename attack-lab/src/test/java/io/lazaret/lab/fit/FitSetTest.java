package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Halves;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FitSetTest {
  @Property(tries = 100)
  void halvesShareNoPatientAndLoseNone(
      @ForAll @IntRange(min = 2, max = 60) int patients, @ForAll long seed) {
    FitSet set = new FitSet(examples(patients, seed));

    Halves halves = set.halves("lid", seed);

    Set<String> shared = new HashSet<>(groups(halves.reference()));
    shared.retainAll(groups(halves.rest()));
    assertTrue(shared.isEmpty());
    assertEquals(patients / 2, groups(halves.reference()).size());
    assertEquals(
        set.examples().size(),
        halves.reference().examples().size() + halves.rest().examples().size());
  }

  @Property(tries = 50)
  void theOrderOfTheExamplesDoesNotMatter(@ForAll long seed) {
    List<Example> examples = examples(20, seed);
    FitSet set = new FitSet(examples);
    Collections.shuffle(examples, new Random(seed));

    FitSet shuffled = new FitSet(examples);

    assertEquals(set, shuffled);
    assertEquals(set.halves("lid", 1), shuffled.halves("lid", 1));
    assertEquals(set.thinned(3, 1), shuffled.thinned(3, 1));
  }

  @Test
  void anotherSeedHalvesOtherwise() {
    FitSet set = new FitSet(examples(40, 1));

    assertNotEquals(
        groups(set.halves("lid", 1).reference()), groups(set.halves("lid", 2).reference()));
  }

  /** Whatever else a patient has, a half never holds some of it only. */
  @Test
  void rowsAreThoseOfTheKindsThatAreAsked() {
    FitSet set =
        new FitSet(
            List.of(
                new Example(new double[] {1}, "a", Kind.CLEAN, "clean"),
                new Example(new double[] {2}, "a", Kind.HARMLESS, "harmless"),
                new Example(new double[] {3}, "b", Kind.ATTACKED, "attacked")));

    assertEquals(2, set.rows(Kind.CLEAN, Kind.HARMLESS).length);
    assertEquals(3, set.rows(Kind.ATTACKED)[0][0]);
    assertEquals("[false, false, true]", Arrays.toString(set.attacked()));
    assertEquals(3, set.rows().length);
  }

  @Test
  void aThinnedSetHoldsAtMostSoManyOfEachSide() {
    FitSet thinned = new FitSet(examples(40, 1)).thinned(7, 1);

    assertEquals(7, thinned.rows(Kind.ATTACKED).length);
    assertEquals(7, thinned.rows(Kind.CLEAN, Kind.HARMLESS).length);
  }

  @Test
  void aSetThatIsSmallEnoughIsLeftAsItIs() {
    FitSet set = new FitSet(examples(5, 1));

    assertEquals(set, set.thinned(Integer.MAX_VALUE, 9));
    assertEquals(5, set.some(5, 1, Kind.CLEAN).length);
    assertEquals(4, set.some(4, 1, Kind.CLEAN).length);
  }

  @Test
  void onePatientCannotBeHalved() {
    var refusal =
        assertThrows(
            RefusedException.class, () -> new FitSet(examples(1, 1)).halves("mahalanobis", 1));

    assertTrue(refusal.getMessage().startsWith("detector 'mahalanobis' needs two patients"));
  }

  @Test
  void aNetworkThatDivergedIsRefused() {
    List<Example> examples = examples(2, 1);
    examples.add(new Example(new double[] {1, Double.NaN}, "p 7", Kind.CLEAN, "clean"));

    var refusal = assertThrows(RefusedException.class, () -> new FitSet(examples));

    assertTrue(refusal.getMessage().contains("'p 7'"));
    assertTrue(refusal.getMessage().contains("lower learning rate"));
  }

  @Test
  void setsThatAreNoneDoNotExist() {
    assertThrows(IllegalArgumentException.class, () -> new FitSet(List.of()));
    List<Example> uneven = examples(2, 1);
    uneven.add(new Example(new double[3], "c", Kind.CLEAN, "clean"));
    assertThrows(IllegalArgumentException.class, () -> new FitSet(uneven));
  }

  /** One example of each kind of each patient. */
  private static List<Example> examples(int patients, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int patient = 0; patient < patients; patient++) {
      for (Kind kind : Kind.values()) {
        double[] row = {random.nextGaussian(), random.nextGaussian()};
        examples.add(new Example(row, "patient-" + patient, kind, kind.name()));
      }
    }
    return examples;
  }

  private static Set<String> groups(FitSet set) {
    return set.examples().stream().map(Example::group).collect(Collectors.toSet());
  }
}
