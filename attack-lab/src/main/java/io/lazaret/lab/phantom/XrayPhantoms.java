package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.Specimen;
import java.util.ArrayList;
import java.util.List;

/**
 * Phantoms that look like chest X-rays: two lungs, a heart, a spine, ribs, a texture of vessels,
 * quantum noise. Half of them hold a nodule, a round opacity in a lung; all may hold streaks and
 * vessel ends, which are no nodules. The label says whether there is a nodule.
 *
 * @param size rows and columns, at least 32
 * @param seed every phantom follows from the seed and its number
 */
public record XrayPhantoms(int size, long seed) {

  /** The modality in verdicts, and the name of the bundle that the project ships. */
  public static final String MODALITY = "xray-phantom";

  /** Class names by label. */
  public static final List<String> CLASSES = List.of("no-nodule", "nodule");

  public XrayPhantoms {
    if (size < 32 || size > 2048) {
      throw new IllegalArgumentException("size must be 32 to 2048, not " + size);
    }
  }

  /** A data set of phantoms {@code 0} to {@code count - 1}, one to a patient. */
  public Dataset dataset(int count) {
    List<Specimen> specimens = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int number = i;
      String id = "phantom-" + Long.toUnsignedString(seed, 36) + "-" + i;
      specimens.add(new Specimen(id, id, label(i), () -> render(number).pixels()));
    }
    return new Dataset(
        MODALITY, MODALITY, CLASSES, specimens, "phantoms-1/" + size + "/" + seed + "/" + count);
  }

  /** 1 when a phantom holds a nodule: every second one does. */
  public int label(int number) {
    return number % 2;
  }

  /** Draws a phantom. */
  public Phantom render(int number) {
    return new XrayPainter(size, seed * 1_000_003L + number, label(number) == 1).paint();
  }

  /**
   * A phantom and where its lesion lies.
   *
   * @param pixels grey, 8 bit
   * @param lesion samples of the nodule's weight, 0 to 255; all 0 where there is none
   */
  public record Phantom(Pixels pixels, Pixels lesion) {}
}
