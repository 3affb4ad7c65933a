package io.lazaret.lab.data;

import java.util.List;

/**
 * Labelled images of one modality.
 *
 * @param name the name in reports
 * @param modality the modality in verdicts
 * @param classes names of the classes, by label
 * @param specimens the images, in an order that never changes
 * @param hash SHA-256 of what the data are made from: the labels and files, or the recipe of
 *     phantoms
 */
public record Dataset(
    String name, String modality, List<String> classes, List<Specimen> specimens, String hash) {
  public Dataset {
    classes = List.copyOf(classes);
    specimens = List.copyOf(specimens);
  }
}
