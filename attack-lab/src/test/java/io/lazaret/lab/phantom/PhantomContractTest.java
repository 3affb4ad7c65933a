package io.lazaret.lab.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.data.Mask;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.evaluate.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of phantom promises, for every number of classes. */
class PhantomContractTest {
  private static final int SIZE = 48;
  private static final long SEED = 20;

  static Stream<Phantoms> sets() {
    return PhantomKinds.ALL.stream()
        .flatMap(
            kind ->
                IntStream.rangeClosed(2, kind.classes().size())
                    .mapToObj(classes -> new Phantoms(kind, classes, SIZE, SEED)));
  }

  /** Of each kind the set with all its classes. */
  static Stream<Phantoms> fullSets() {
    return sets().filter(set -> set.classes() == set.kind().classes().size());
  }

  @ParameterizedTest
  @MethodSource("fullSets")
  void theSameSeedPaintsTheSamePixelsAndAnotherSeedOthers(Phantoms set) {
    Phantoms other = new Phantoms(set.kind(), set.classes(), SIZE, SEED + 1);
    Set<Pixels> different = new HashSet<>();
    for (int number = 0; number < 12; number++) {
      assertEquals(set.pixels(number), set.pixels(number));
      assertNotEquals(set.pixels(number), other.pixels(number));
      different.add(set.pixels(number));
    }
    assertEquals(12, different.size());
  }

  @ParameterizedTest
  @MethodSource("fullSets")
  void aPhantomIsAsLargeAsAskedAndHasEightBits(Phantoms set) {
    for (int size : new int[] {32, 57}) {
      Phantoms sized = new Phantoms(set.kind(), set.classes(), size, SEED);
      for (int number = 0; number < 8; number++) {
        Pixels pixels = sized.pixels(number);
        assertEquals(List.of(size, size), List.of(pixels.width(), pixels.height()));
        assertEquals(255, pixels.maxValue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fullSets")
  void aMaskIsEmptyExactlyWhereThereIsNoLesion(Phantoms set) {
    for (int size : new int[] {32, SIZE, 128}) {
      Phantoms sized = new Phantoms(set.kind(), set.classes(), size, SEED);
      for (int number = 0; number < 24; number++) {
        Mask mask = sized.lesion(number);
        assertEquals(List.of(size, size), List.of(mask.width(), mask.height()));
        boolean lesion = set.kind().hasLesion(sized.label(number));
        assertEquals(lesion, mask.area() > 0, () -> mask + " in " + set);
        assertTrue(mask.area() < 0.65 * size * size, () -> mask + " is no lesion");
        assertEquals(lesion, !sized.pixels(number).equals(sized.withoutLesion(number)));
      }
    }
  }

  /**
   * What is painted besides the lesion cannot betray the class: without the lesion, the image is
   * the same whatever the label. (The first set draws lesion and noise from one stream.)
   */
  @ParameterizedTest
  @MethodSource("fullSets")
  void nothingButTheLesionDependsOnTheLabel(Phantoms set) {
    assumeTrue(set.kind().repeats());
    for (int number = 0; number < 6; number++) {
      Pixels first = set.kind().painter().paint(set.exam(number, 0, false));
      for (int label = 1; label < set.classes(); label++) {
        assertEquals(first, set.kind().painter().paint(set.exam(number, label, false)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void everyRunOfPhantomsIsBalanced(Phantoms set) {
    for (int count : new int[] {set.classes(), 10 * set.classes() + 1, 101}) {
      Map<Integer, Long> images =
          set.dataset(count).specimens().stream()
              .collect(Collectors.groupingBy(Specimen::label, Collectors.counting()));
      assertEquals(set.classes(), images.size());
      long most = images.values().stream().mapToLong(each -> each).max().orElseThrow();
      long fewest = images.values().stream().mapToLong(each -> each).min().orElseThrow();
      assertTrue(most - fewest <= 1, images::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void aPatientHasOneClassAndEveryThirdHasTwoImagesWherePatientsRepeat(Phantoms set) {
    List<Specimen> specimens = set.dataset(12 * 4 * set.classes()).specimens();
    Map<String, List<Specimen>> patients =
        specimens.stream().collect(Collectors.groupingBy(Specimen::group));

    assertEquals(specimens.size(), specimens.stream().map(Specimen::id).distinct().count());
    patients
        .values()
        .forEach(
            images -> assertEquals(1, images.stream().map(Specimen::label).distinct().count()));
    Map<Integer, Long> sizes =
        patients.values().stream()
            .collect(Collectors.groupingBy(List::size, Collectors.counting()));
    long third = 12L * set.classes();
    assertEquals(
        set.kind().repeats() ? Map.of(1, 2 * third, 2, third) : Map.of(1, 4 * third), sizes);
  }

  /** So a split by images instead of patients would leak. */
  @ParameterizedTest
  @MethodSource("fullSets")
  void imagesOfOnePatientAreMoreAlikeThanThoseOfTwo(Phantoms set) {
    assumeTrue(set.kind().repeats());
    Map<String, List<Pixels>> patients = new TreeMap<>();
    List<Specimen> specimens = set.dataset(60 * set.classes()).specimens();
    for (int number = 0; number < specimens.size(); number++) {
      patients
          .computeIfAbsent(specimens.get(number).group(), group -> new ArrayList<>())
          .add(set.withoutLesion(number));
    }
    List<List<Pixels>> pairs =
        patients.values().stream().filter(images -> images.size() == 2).toList();
    double within = 0;
    double between = 0;
    for (int i = 0; i < pairs.size(); i++) {
      within += distance(pairs.get(i).get(0), pairs.get(i).get(1));
      between += distance(pairs.get(i).get(0), pairs.get((i + 1) % pairs.size()).get(1));
    }
    assertTrue(within < 0.95 * between, within / between + " of the distance");
  }

  @ParameterizedTest
  @MethodSource("sets")
  void brightnessAloneDoesNotGiveTheClassAway(Phantoms set) {
    int count = 100 * set.classes();
    double[][] tones =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(set::pixels)
            .map(this::tone)
            .toArray(double[][]::new);
    for (int channel = 0; channel < tones[0].length; channel++) {
      for (int label = 0; label < set.classes(); label++) {
        double auc = auc(set, tones, channel, label);
        assertTrue(
            auc > 0.3 && auc < 0.7,
            "AUC " + auc + " of channel " + channel + " for " + set.kind().classes().get(label));
      }
    }
  }

  private static double auc(Phantoms set, double[][] tones, int channel, int label) {
    double[][] sides = new double[2][];
    for (int side = 0; side < 2; side++) {
      boolean wanted = side == 1;
      sides[side] =
          IntStream.range(0, tones.length)
              .filter(number -> (set.label(number) == label) == wanted)
              .mapToDouble(number -> tones[number][channel])
              .toArray();
    }
    return Metrics.auc(sides[0], sides[1]);
  }

  @Test
  void aSetNeedsTwoClassesThatItsKindHasAndASizeThatCanBePainted() {
    for (PhantomKind kind : PhantomKinds.ALL) {
      int most = kind.classes().size();
      assertThrows(IllegalArgumentException.class, () -> new Phantoms(kind, 1, SIZE, 1));
      assertThrows(IllegalArgumentException.class, () -> new Phantoms(kind, most + 1, SIZE, 1));
      assertThrows(IllegalArgumentException.class, () -> new Phantoms(kind, 2, 31, 1));
      assertThrows(IllegalArgumentException.class, () -> new Phantoms(kind, 2, 4096, 1));
    }
  }

  /** Mean of each channel. */
  private double[] tone(Pixels pixels) {
    double[] means = new double[pixels.channels()];
    for (int y = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++) {
        for (int channel = 0; channel < means.length; channel++) {
          means[channel] += pixels.sample(x, y, channel);
        }
      }
    }
    return Arrays.stream(means).map(sum -> sum / pixels.width() / pixels.height()).toArray();
  }

  /** Mean difference of samples, of the two eyes as of the two visits: mirrored or not. */
  private static double distance(Pixels one, Pixels other) {
    double straight = 0;
    double mirrored = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        for (int channel = 0; channel < one.channels(); channel++) {
          int sample = one.sample(x, y, channel);
          straight += Math.abs(sample - other.sample(x, y, channel));
          mirrored += Math.abs(sample - other.sample(SIZE - 1 - x, y, channel));
        }
      }
    }
    return Math.min(straight, mirrored) / (SIZE * SIZE * one.channels());
  }
}
