package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import java.util.List;

/**
 * A kind of phantom.
 *
 * @param modality the modality in verdicts
 * @param prefix begins the ids of images, and names the data in hashes
 * @param classes names by label; a set may do with the first two or more of them
 * @param normals whether images of class 0 hold no lesion; those of the other classes always do
 * @param repeats whether every third patient has two images; otherwise each has one
 * @param painter draws one
 */
public record PhantomKind(
    String modality,
    String prefix,
    List<String> classes,
    boolean normals,
    boolean repeats,
    Painter painter) {

  public PhantomKind {
    classes = List.copyOf(classes);
  }

  /** The name in recipes. */
  public String name() {
    return modality + "s";
  }

  /** Whether images of a class hold a lesion. */
  public boolean hasLesion(int label) {
    return label > 0 || !normals;
  }

  /** Draws phantoms. */
  @FunctionalInterface
  interface Painter {
    /**
     * Paints an examination: 8 bit, grey or RGB, {@code size} x {@code size}. What is painted
     * besides the lesion does not depend on the label.
     */
    Pixels paint(Exam exam);
  }
}
