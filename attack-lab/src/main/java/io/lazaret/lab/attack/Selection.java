package io.lazaret.lab.attack;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Some of the images of a call.
 *
 * @param places their places in it, ascending
 */
record Selection(List<Integer> places) {

  static Selection where(int images, IntPredicate chosen) {
    return new Selection(IntStream.range(0, images).filter(chosen).boxed().toList());
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  float[][] of(float[][] rows) {
    return places.stream().map(place -> rows[place]).toArray(float[][]::new);
  }

  <T> List<T> of(List<T> values) {
    return places.stream().map(values::get).toList();
  }
}
