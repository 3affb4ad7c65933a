package io.lazaret.lab.phantom;

import io.lazaret.core.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of phantom that a recipe can name. */
public final class PhantomKinds {

  /**
   * X-ray-like, with and without a nodule: the first set, kept to the byte because the bundle that
   * ships was made from it.
   */
  public static final PhantomKind XRAY_NODULE =
      new PhantomKind(
          "xray-phantom",
          "phantom",
          List.of("no-nodule", "nodule"),
          true,
          false,
          exam -> new XrayPainter(exam, 0).paint());

  /** X-ray-like, with three lesions. */
  public static final PhantomKind XRAY =
      new PhantomKind(
          "xray-phantom",
          "xray-phantom",
          List.of("no-finding", "nodule", "consolidation", "effusion"),
          true,
          true,
          exam -> new XrayPainter(exam, 0.06).paint());

  /** Like photographs of the retina. */
  public static final PhantomKind FUNDUS =
      new PhantomKind(
          "fundus-phantom",
          "fundus-phantom",
          List.of("no-finding", "haemorrhages", "exudates", "wide-cup"),
          true,
          true,
          exam -> new FundusPainter(exam).paint());

  /** Like dermoscopic images: each shows a lesion, and the class says which. */
  public static final PhantomKind DERMOSCOPY =
      new PhantomKind(
          "dermoscopy-phantom",
          "dermoscopy-phantom",
          List.of("naevus", "melanoma", "seborrhoeic-keratosis", "dermatofibroma"),
          false,
          true,
          exam -> new DermoscopyPainter(exam).paint());

  /** Every known kind. */
  public static final List<PhantomKind> ALL = List.of(XRAY_NODULE, XRAY, FUNDUS, DERMOSCOPY);

  private PhantomKinds() {}

  /**
   * The kind of a name that has so many classes, of those that do the one with fewest: two classes
   * of X-ray-like phantoms are {@link #XRAY_NODULE}.
   *
   * @throws RefusedException when there is none
   */
  public static PhantomKind of(String name, int classes) {
    return ALL.stream()
        .filter(kind -> kind.name().equals(name))
        .filter(kind -> classes >= 2 && classes <= kind.classes().size())
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "no phantoms '" + name + "' of " + classes + " classes; there are " + known()));
  }

  /** The kind whose modality and first classes are those of a network, where there is one. */
  public static Optional<PhantomKind> serving(String modality, List<String> classes) {
    return ALL.stream()
        .filter(kind -> kind.modality().equals(modality))
        .filter(kind -> kind.classes().size() >= classes.size())
        .filter(kind -> kind.classes().subList(0, classes.size()).equals(classes))
        .findFirst();
  }

  private static String known() {
    return ALL.stream()
        .map(kind -> kind.name() + " of 2 to " + kind.classes().size())
        .collect(Collectors.joining(", "));
  }
}
