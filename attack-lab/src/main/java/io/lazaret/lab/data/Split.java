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
   * @throws RefusedException when a side lacks a class
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
      if (dealt.stream().noneMatch(specimen -> specimen.label() == wanted)) {
        throw new RefusedException(
            "data set '"
                + dataset.name()
                + "': the "
                + side.name().toLowerCase(Locale.ROOT)
                + " side of the split holds no image of class '"
                + dataset.classes().get(label)
                + "'; give it a larger share, more images or another seed");
      }
    }
  }
}
