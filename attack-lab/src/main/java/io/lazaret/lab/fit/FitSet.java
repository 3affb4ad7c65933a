package io.lazaret.lab.fit;

import io.lazaret.core.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a detector is fitted on: rows of its statistics, of images of the fitting side. Examples are
 * kept in an order of their own, so that nothing depends on the order in which they came.
 *
 * @param examples at least one; all rows of one length
 */
public record FitSet(List<Example> examples) {
  private static final Comparator<Example> ORDER =
      Comparator.comparing(Example::group)
          .thenComparing(Example::kind)
          .thenComparing(Example::row, Arrays::compare);

  /** What was done to the image. */
  public enum Kind {
    /** Nothing. */
    CLEAN,
    /** A harmless change. */
    HARMLESS,
    /** An attack. */
    ATTACKED
  }

  /**
   * One image.
   *
   * @param row finite numbers; not to be changed
   * @param group the patient
   * @param kind what was done to it
   * @param change the same by name: clean, a harmless change, an attack
   */
  public record Example(double[] row, String group, Kind kind, String change) {}

  /**
   * @throws RefusedException when a number is not finite: the network diverged
   */
  public FitSet {
    examples = examples.stream().sorted(ORDER).toList();
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("nothing to fit on");
    }
    int length = examples.get(0).row().length;
    for (Example example : examples) {
      if (example.row().length != length) {
        throw new IllegalArgumentException(
            "rows of " + length + " and of " + example.row().length + " numbers");
      }
      if (!Arrays.stream(example.row()).allMatch(Double::isFinite)) {
        throw new RefusedException(
            "the network gives numbers that are not finite for an image of group '"
                + example.group()
                + "'; train it with a lower learning rate");
      }
    }
  }

  /** The rows of some kinds. */
  double[][] rows(Kind... kinds) {
    return examples.stream()
        .filter(example -> List.of(kinds).contains(example.kind()))
        .map(Example::row)
        .toArray(double[][]::new);
  }

  /** Every row. */
  double[][] rows() {
    return examples.stream().map(Example::row).toArray(double[][]::new);
  }

  /** For each row of {@link #rows()}, whether it was attacked. */
  boolean[] attacked() {
    boolean[] attacked = new boolean[examples.size()];
    for (int i = 0; i < attacked.length; i++) {
      attacked[i] = examples.get(i).kind() == Kind.ATTACKED;
    }
    return attacked;
  }

  /** The same examples, their rows without the first number. */
  FitSet withoutFirst() {
    return new FitSet(
        examples.stream()
            .map(
                each ->
                    new Example(
                        Arrays.copyOfRange(each.row(), 1, each.row().length),
                        each.group(),
                        each.kind(),
                        each.change()))
            .toList());
  }

  /**
   * Says what is missing.
   *
   * @param detector who needs the kinds
   * @throws RefusedException when there is no example of one of them
   */
  FitSet require(String detector, Kind... kinds) {
    for (Kind kind : kinds) {
      if (examples.stream().noneMatch(example -> example.kind() == kind)) {
        throw new RefusedException(
            "detector '"
                + detector
                + "' is fitted on "
                + kind.name().toLowerCase(Locale.ROOT)
                + " images and the fitting side of the split has none"
                + (kind == Kind.ATTACKED ? "; name its -unsupervised form, or " : "; ")
                + "give split.fit a larger share");
      }
    }
    return this;
  }

  /**
   * At most so many rows of some kinds.
   *
   * @param seed which of them, where there are more
   */
  double[][] some(int most, long seed, Kind... kinds) {
    List<double[]> rows = new ArrayList<>(List.of(rows(kinds)));
    if (rows.size() > most) {
      Collections.shuffle(rows, new Random(seed));
    }
    return rows.stream().limit(most).toArray(double[][]::new);
  }

  /**
   * At most so many attacked examples and as many others.
   *
   * @param seed which of them, where there are more
   */
  FitSet thinned(int most, long seed) {
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(seed));
    Predicate<Example> attacked = example -> example.kind() == Kind.ATTACKED;
    return new FitSet(
        Stream.concat(
                shuffled.stream().filter(attacked).limit(most),
                shuffled.stream().filter(attacked.negate()).limit(most))
            .toList());
  }

  /**
   * Two sets that share no patient: what is compared with a reference must not be the reference's
   * own, or every clean image would lie nearer than a stranger's ever can.
   *
   * @param reference gives kernels, neighbours or Gaussians
   * @param rest fits what stands on top of them
   */
  record Halves(FitSet reference, FitSet rest) {}

  /**
   * Halves the patients by a hash.
   *
   * @param detector who needs them
   * @throws RefusedException when there are not two patients
   */
  Halves halves(String detector, long seed) {
    List<String> groups =
        examples.stream()
            .map(Example::group)
            .distinct()
            .sorted(Comparator.comparing((String group) -> hash(seed, group)))
            .toList();
    if (groups.size() < 2) {
      throw new RefusedException(
          "detector '"
              + detector
              + "' needs two patients in the fitting side of the split; give split.fit a larger"
              + " share");
    }
    Set<String> first = new HashSet<>(groups.subList(0, groups.size() / 2));
    return new Halves(
        new FitSet(examples.stream().filter(each -> first.contains(each.group())).toList()),
        new FitSet(examples.stream().filter(each -> !first.contains(each.group())).toList()));
  }

  private static String hash(long seed, String group) {
    try {
      byte[] text = (seed + "/halves/" + group).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
