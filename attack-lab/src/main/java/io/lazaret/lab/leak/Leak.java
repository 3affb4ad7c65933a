package io.lazaret.lab.leak;

import java.util.Locale;

/** A habit of the reference code that flatters detectors, or hides what they do to a stream. */
public enum Leak {
  SCORED_REFERENCE(
      "the kernel density is made of the very clean images that it then scores",
      "every clean image finds itself at distance 0, no attacked one does: in many dimensions two"
          + " samples of one distribution come apart") {
    @Override
    boolean concerns(Baseline detector, Setting setting) {
      return detector == Baseline.KD;
    }
  },
  CLEAN_TWIN(
      "neighbours come from a minibatch of 100 clean images, an attacked image's own twin among"
          + " them, and never a clean image itself",
      "a stream brings attacked images without the clean ones they were made from") {
    @Override
    boolean concerns(Baseline detector, Setting setting) {
      return detector == Baseline.LID;
    }
  },
  OVERSAMPLED_BEFORE_SPLIT(
      "examples of the rarer class are repeated before images are split",
      "copies of what is scored are fitted on") {
    @Override
    boolean concerns(Baseline detector, Setting setting) {
      return setting.scarce();
    }
  },
  SPLIT_BY_IMAGE(
      "80 % of the images, drawn at random, are fitted on and the rest is scored",
      "images of one patient, and an image and its attacked twin, stand on both sides"),
  SCALED_TOGETHER(
      "QFeat's thresholds are means over all images (scaling changes nothing for the others: a"
          + " forest does not mind, and our logistic regression standardises)",
      "what is scored has a say in what is fitted") {
    @Override
    boolean concerns(Baseline detector, Setting setting) {
      return detector == Baseline.QFEAT;
    }
  },
  TRANSFER_REUSES_CLEAN(
      "a detector fitted on one attack is tried on another against the same clean images",
      "it has seen half of what it is tried on") {
    @Override
    boolean concerns(Baseline detector, Setting setting) {
      return setting.transfer();
    }
  },
  MISREAD_LEFT_OUT(
      "clean images count only where the network reads them correctly",
      "a stream brings the others too, and nobody can tell them apart"),
  FAILED_COUNT(
      "attacked images count although the attack failed",
      "whoever misses them has missed nothing, whoever finds them has stopped nothing");

  private final String does;
  private final String wrong;

  Leak(String does, String wrong) {
    this.does = does;
    this.wrong = wrong;
  }

  /** The name in results. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is done. */
  public String does() {
    return does;
  }

  /** Why it is wrong. */
  public String wrong() {
    return wrong;
  }

  /** Whether it can change the number of a detector in a setting. */
  boolean concerns(Baseline detector, Setting setting) {
    return true;
  }
}
