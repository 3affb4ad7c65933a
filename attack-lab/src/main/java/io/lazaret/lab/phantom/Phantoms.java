package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.Mask;
import io.lazaret.lab.data.Specimen;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A set of phantoms without end, numbered from 0. Classes take turns, so that any run of them is
 * balanced. Where patients repeat, those of every third round have two images, both of their class:
 * half of all images have a sibling.
 *
 * @param kind what they look like
 * @param classes how many classes, from the first: 2 to as many as the kind has
 * @param size rows and columns, 32 to 2048
 * @param seed every phantom follows from the seed and its number
 */
public record Phantoms(PhantomKind kind, int classes, int size, long seed) {

  /** A pixel belongs to a lesion that changes it by so many of 255 levels. */
  public static final int VISIBLE_LEVELS = 4;

  /** Images of each class in three rounds of patients, the last of whom have two. */
  private static final int TURNS = 4;

  public Phantoms {
    if (size < 32 || size > 2048) {
      throw new IllegalArgumentException("size must be 32 to 2048, not " + size);
    }
    if (classes < 2 || classes > kind.classes().size()) {
      throw new IllegalArgumentException(
          "classes must be 2 to " + kind.classes().size() + ", not " + classes);
    }
  }

  /** Phantoms {@code 0} to {@code count - 1}. */
  public Dataset dataset(int count) {
    return new Dataset(
        kind.modality(),
        kind.modality(),
        kind.classes().subList(0, classes),
        IntStream.range(0, count).mapToObj(this::specimen).toList(),
        hash(count));
  }

  private Specimen specimen(int number) {
    return new Specimen(
        id(number),
        kind.repeats() ? id("p" + patient(number)) : id(number),
        label(number),
        () -> pixels(number),
        () -> Optional.of(lesion(number)));
  }

  /** The class of a phantom. */
  public int label(int number) {
    return number % classes;
  }

  /** Draws a phantom: 8 bit, grey or RGB. */
  public Pixels pixels(int number) {
    return paint(number, true);
  }

  /** The same image of the same patient without the lesion: same anatomy, light and noise. */
  public Pixels withoutLesion(int number) {
    return paint(number, false);
  }

  /**
   * Where the lesion lies: the pixels that it changes by {@link #VISIBLE_LEVELS} or more in any
   * channel. Empty exactly when the class has none.
   */
  public Mask lesion(int number) {
    return kind.hasLesion(label(number))
        ? Mask.difference(pixels(number), withoutLesion(number), VISIBLE_LEVELS)
        : Mask.empty(size, size);
  }

  private Pixels paint(int number, boolean lesion) {
    return kind.painter().paint(exam(number, label(number), lesion));
  }

  /** Where a patient has one image, a single stream draws everything. */
  Exam exam(int number, int label, boolean lesion) {
    boolean paint = lesion && kind.hasLesion(label);
    Chance image = Chance.of(seed, number, 0);
    if (!kind.repeats()) {
      return new Exam(size, label, paint, false, image, image, image);
    }
    return new Exam(
        size,
        label,
        paint,
        turn(number) == TURNS - 1,
        Chance.of(seed, patient(number), 1),
        image,
        Chance.of(seed, number, 2));
  }

  /** Turns 0 and 1 are of patients with one image, 2 and 3 of those with two. */
  private int turn(int number) {
    return number / classes % TURNS;
  }

  private int patient(int number) {
    int round = number / classes / TURNS * (TURNS - 1) + Math.min(turn(number), TURNS - 2);
    return round * classes + label(number);
  }

  private String id(Object number) {
    return kind.prefix() + "-" + Long.toUnsignedString(seed, 36) + "-" + number;
  }

  private String hash(int count) {
    String some = classes < kind.classes().size() ? "/" + classes + " classes" : "";
    return kind.prefix() + "s-1/" + size + "/" + seed + "/" + count + some;
  }
}
