package io.lazaret.lab.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubsampleTest {
  @Test
  void everyClassHasItsShareEvenOfASortedDataSet() {
    Random random = new Random(4);
    for (int trial = 0; trial < 200; trial++) {
      int ones = 1 + random.nextInt(60);
      int zeros = 1 + random.nextInt(60);
      List<Integer> sorted =
          Stream.concat(
                  Collections.nCopies(zeros, 0).stream(), Collections.nCopies(ones, 1).stream())
              .toList();
      int most = 1 + random.nextInt(zeros + ones);

      int[] chosen = Subsample.indices(sorted, most, trial);

      assertEquals(most, Arrays.stream(chosen).distinct().count());
      assertArrayEquals(Arrays.stream(chosen).sorted().toArray(), chosen);
      double expected = most * (double) ones / (zeros + ones);
      assertEquals(expected, Arrays.stream(chosen).map(sorted::get).sum(), 1);
    }
  }

  @Test
  void thereAreNoMoreThanThereAre() {
    List<Integer> labels = List.of(0, 1, 1);

    assertArrayEquals(new int[] {0, 1, 2}, Subsample.indices(labels, 10, 1));
    assertArrayEquals(new int[0], Subsample.indices(labels, 0, 1));
    assertArrayEquals(new int[0], Subsample.indices(List.of(), 10, 1));
  }

  @Test
  void theSeedDrawsThem() {
    List<Integer> labels = IntStream.range(0, 100).mapToObj(i -> i / 50).toList();

    int[] chosen = Subsample.indices(labels, 20, 1);

    assertArrayEquals(chosen, Subsample.indices(labels, 20, 1));
    assertFalse(Arrays.equals(chosen, Subsample.indices(labels, 20, 2)));
    assertTrue(Arrays.stream(chosen).anyMatch(i -> i > 20 && i < 50), "not the first ones");
  }
}
