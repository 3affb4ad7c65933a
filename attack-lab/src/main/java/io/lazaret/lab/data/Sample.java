package io.lazaret.lab.data;

import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import java.util.List;

/**
 * A labelled image at the model's geometry.
 *
 * @param id unique in the data set
 * @param group the patient
 * @param label index of the class
 * @param image 8-bit levels
 */
public record Sample(String id, String group, int label, Levels image) {

  /** Images brought to the model's geometry. */
  public static List<Sample> of(List<Specimen> specimens, Preprocessing preprocessing) {
    return specimens.parallelStream()
        .map(
            each ->
                new Sample(
                    each.id(),
                    each.group(),
                    each.label(),
                    preprocessing.apply(each.source().get())))
        .toList();
  }

  /** The same sample with another image. */
  public Sample with(Levels other) {
    return new Sample(id, group, label, other);
  }
}
