package io.lazaret.lab.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Some of many images, for what takes too long on all of them. Data sets are often sorted by class:
 * their first images stand for nothing but themselves.
 */
public final class Subsample {
  private Subsample() {}

  /**
   * Draws among images; each class has its share, to within one image.
   *
   * @param most how many at most
   * @return the chosen ones in the order in which they came; all where there are no more
   */
  public static List<Sample> of(List<Sample> samples, int most, long seed) {
    return IntStream.of(indices(samples.stream().map(Sample::label).toList(), most, seed))
        .mapToObj(samples::get)
        .toList();
  }

  /**
   * Draws among the labels of images.
   *
   * @return ascending indices
   */
  public static int[] indices(List<Integer> labels, int most, long seed) {
    record Place(int index, double rank) {}

    Map<Integer, List<Integer>> byLabel = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      byLabel.computeIfAbsent(labels.get(i), label -> new ArrayList<>()).add(i);
    }
    Random random = new Random(seed);
    List<Place> places = new ArrayList<>();
    for (List<Integer> members : byLabel.values()) {
      Collections.shuffle(members, random);
      for (int i = 0; i < members.size(); i++) {
        places.add(new Place(members.get(i), (i + 0.5) / members.size()));
      }
    }
    return places.stream()
        .sorted(Comparator.comparingDouble(Place::rank).thenComparingInt(Place::index))
        .limit(most)
        .mapToInt(Place::index)
        .sorted()
        .toArray();
  }
}
