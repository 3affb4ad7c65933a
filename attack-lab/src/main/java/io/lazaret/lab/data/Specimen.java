package io.lazaret.lab.data;

import io.lazaret.core.image.Pixels;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One labelled image of a data set, at the size it was taken.
 *
 * @param id unique in the data set
 * @param group the patient: images of one group stay on one side of every split
 * @param label index of the class
 * @param source decodes or renders the pixels; the same every time
 * @param lesion where the lesion lies, at the size of the pixels: an empty mask when the image is
 *     known to hold none, no mask when nobody drew one
 */
public record Specimen(
    String id, String group, int label, Supplier<Pixels> source, Supplier<Optional<Mask>> lesion) {

  /** An image of whose lesion nobody drew a mask. */
  public Specimen(String id, String group, int label, Supplier<Pixels> source) {
    this(id, group, label, source, Optional::empty);
  }
}
