package io.lazaret.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.data.Split.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Split SPLIT = new Split(0.4, 0.2, 0.3, 0.1, 1);

  @Test
  void noPatientIsOnTwoSides() {
    Map<String, Side> sideOf = new HashMap<>();
    Map<Side, List<Specimen>> sides = SPLIT.deal(dataset(600, 3));

    sides.forEach(
        (side, specimens) ->
            specimens.forEach(
                specimen -> {
                  Side before = sideOf.put(specimen.group(), side);
                  assertTrue(before == null || before == side, specimen.group());
                }));
    assertEquals(600, sides.values().stream().mapToInt(List::size).sum(), "everyone is dealt");
  }

  @Test
  void addingImagesMovesNobody() {
    Map<Side, List<Specimen>> before = SPLIT.deal(dataset(600, 3));
    Map<Side, List<Specimen>> after = SPLIT.deal(dataset(900, 3));

    before.forEach(
        (side, specimens) ->
            assertEquals(
                specimens.stream().map(Specimen::id).toList(),
                after.get(side).stream().map(Specimen::id).limit(specimens.size()).toList()));
  }

  @Test
  void theSharesOfGroupsAreThoseAskedFor() {
    Map<Side, Integer> counts = new EnumMap<>(Side.class);
    for (int i = 0; i < 20_000; i++) {
      counts.merge(SPLIT.side("patient-" + i), 1, Integer::sum);
    }

    assertEquals(0.4, counts.get(Side.TRAIN) / 20_000.0, 0.02);
    assertEquals(0.2, counts.get(Side.FIT) / 20_000.0, 0.02);
    assertEquals(0.3, counts.get(Side.CALIBRATE) / 20_000.0, 0.02);
    assertEquals(0.1, counts.get(Side.TEST) / 20_000.0, 0.02);
  }

  @Test
  void anotherSeedDealsOtherwise() {
    Split other = new Split(0.4, 0.2, 0.3, 0.1, 2);
    long moved =
        IntStream.range(0, 1000).filter(i -> SPLIT.side("p" + i) != other.side("p" + i)).count();

    assertTrue(moved > 500, moved + " of 1000 moved");
  }

  @Test
  void aSideWithTooFewPatientsOfAClassIsRefusedByBothNames() {
    var refusal = assertThrows(RefusedException.class, () -> SPLIT.deal(dataset(3, 1)));

    assertTrue(refusal.getMessage().contains("patients with class"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("and needs 3"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void sharesThatAreNotAWholeAreDefects() {
    assertThrows(IllegalArgumentException.class, () -> new Split(0.4, 0.2, 0.3, 0.2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Split(0.5, 0.5, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Split(Double.NaN, 0.2, 0.3, 0.1, 1));
  }

  private static Dataset dataset(int images, int imagesPerPatient) {
    List<Specimen> specimens = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      specimens.add(
          new Specimen("image-" + i, "patient-" + i / imagesPerPatient, i % 2, () -> null));
    }
    return new Dataset("set", "modality", List.of("healthy", "ill"), specimens, "hash");
  }
}
