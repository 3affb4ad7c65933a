package io.lazaret.lab.data;

import io.lazaret.core.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Four sides that share no patient. A group's side follows from a hash of its name and the seed
 * alone: adding images moves nobody.
 *
 * @param train share of groups that train the backbone; 0 where it is trained already
 * @param fit share that fits the detectors
 * @param calibrate share that calibrates them
 * @param test share that is only ever scored
 * @param seed part of the hash
 */
public record Split(double train, double fit, double calibrate, double test, long seed) {

  /** Fewer patients of a class than this say nothing of it. */
  static final int LEAST_GROUPS = 3;

  /** The four sides. */
  public enum Side {
    TRAIN,
    FIT,
    CALIBRATE,
    TEST
  }

  public Split {
    if (!(train >= 0 && fit > 0 && calibrate > 0 && test > 0)) {
      throw new IllegalArgumentException("every side of the split needs a share above 0");
    }
    if (!(Math.abs(train + fit + calibrate + test - 1) <= 1e-6)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the shares add up to %.4f, not 1", train + fit + calibrate + test));
    }
  }

  /** The side of a group. */
  public Side side(String group) {
    double position = hash(group) / (double) (1L << 48);
    if (position < train) {
      return Side.TRAIN;
    }
    if (position < train + fit) {
      return Side.FIT;
    }
    return position < train + fit + calibrate ? Side.CALIBRATE : Side.TEST;
  }

  private long hash(String group) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((seed + "/" + group).getBytes(StandardCharsets.UTF_8));
      long value = 0;
      for (int i = 0; i < 6; i++) {
        value = (value << 8) | (digest[i] & 0xFF);
      }
      return value;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Deals the specimens of a data set.
   *
   * @throws RefusedException when a side has too few patients of a class
   */
  public Map<Side, List<Specimen>> deal(Dataset dataset) {
    Map<Side, List<Specimen>> sides = new TreeMap<>();
    for (Side side : Side.values()) {
      List<Specimen> dealt =
          dataset.specimens().stream()
              .filter(specimen -> side(specimen.group()) == side)
              .collect(Collectors.toUnmodifiableList());
      if (side != Side.TRAIN || train > 0) {
        checkClasses(dataset, side, dealt);
      }
      sides.put(side, dealt);
    }
    return sides;
  }

  private static void checkClasses(Dataset dataset, Side side, List<Specimen> dealt) {
    for (int label = 0; label < dataset.classes().size(); label++) {
      int wanted = label;
      long groups =
          dealt.stream()
              .filter(specimen -> specimen.label() == wanted)
              .map(Specimen::group)
              .distinct()
              .count();
      if (groups < LEAST_GROUPS) {
        throw new RefusedException(
            String.format(
                "data set '%s': the %s side of the split holds %d patients with class '%s', and"
                    + " needs %d; give it a larger share, more images or another seed",
                dataset.name(),
                side.name().toLowerCase(Locale.ROOT),
                groups,
                dataset.classes().get(label),
                LEAST_GROUPS));
      }
    }
  }
}
