package io.lazaret.lab.data;

import io.lazaret.core.model.Levels;

/**
 * A labelled image at the model's geometry.
 *
 * @param id unique in the data set
 * @param group the patient
 * @param label index of the class
 * @param image 8-bit levels
 */
public record Sample(String id, String group, int label, Levels image) {

  /** The same sample with another image. */
  public Sample with(Levels other) {
    return new Sample(id, group, label, other);
  }
}
