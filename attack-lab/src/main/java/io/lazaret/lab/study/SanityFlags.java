package io.lazaret.lab.study;

import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.Norm;
import io.lazaret.lab.attack.Variant;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Signs that a study measured something else than it says. */
final class SanityFlags {
  /** A network that reads no better than this is not worth attacking. */
  private static final double WEAK_AUC = 0.6;

  /** Shares of images that differ by no more than this do not contradict each other. */
  private static final double CHANCE = 0.05;

  private SanityFlags() {}

  /** The flags of a study's network and of every attack of its rounds. */
  static List<Evaluation.Flag> of(Evaluation.Victim victim, List<RoundScores> rounds) {
    List<Evaluation.Flag> flags = new ArrayList<>();
    Estimate auc = victim.auc();
    if (auc == null || auc.value() < WEAK_AUC) {
      flags.add(
          new Evaluation.Flag(
              "weak-victim",
              "the network's AUC on clean test images is " + (auc == null ? "-" : auc.value())));
    }
    for (RoundScores round : rounds) {
      round.attacks().forEach(set -> flags.addAll(of(round, set)));
    }
    return flags;
  }

  private static List<Evaluation.Flag> of(RoundScores round, RoundScores.AttackScores set) {
    List<Evaluation.Flag> flags = new ArrayList<>();
    if (set.encoding() != Encoding.PNG) {
      return flags;
    }
    String name = set.attack() + " at " + set.levels() + "/255, seed " + round.seed();
    exceeded(set).ifPresent(how -> flags.add(new Evaluation.Flag("epsilon-exceeded", name + how)));
    if (set.unmoved() * 100 > set.successful().size()) {
      flags.add(
          new Evaluation.Flag(
              "zero-gradients",
              name + " could not move " + set.unmoved() + " of " + set.successful().size()));
    }
    for (RoundScores.AttackScores other : round.attacks()) {
      if (other.attack().equals("FGSM")
          && Attacks.named(set.attack()).takesManySteps()
          && alike(other, set)
          && best(set) < other.success() - CHANCE) {
        flags.add(
            new Evaluation.Flag(
                "more-steps-did-worse",
                name + " succeeds on " + round(best(set)) + ", FGSM on " + round(other.success())));
      }
    }
    blackBox(round, set, name).ifPresent(flags::add);
    return flags;
  }

  /**
   * What its steps reached, whatever rounding took away: of changes below half a level nothing is
   * left, where the one step of half a level becomes a whole one. Some attacks count roundings in
   * and reach more by these.
   */
  private static double best(RoundScores.AttackScores set) {
    return Math.max(set.success(), set.successBeforeRounding());
  }

  /** Rounding to whole levels adds half a level at most. */
  private static Optional<String> exceeded(RoundScores.AttackScores set) {
    if (norm(set) == Norm.L2) {
      return set.rootMeanSquareLevels() > set.levels() + 0.5 + 1e-9
          ? Optional.of(" changed an image by " + round(set.rootMeanSquareLevels()))
          : Optional.empty();
    }
    return set.largestLevels() > Math.ceil(set.levels() - 1e-9)
        ? Optional.of(" changed a sample by " + set.largestLevels())
        : Optional.empty();
  }

  private static Norm norm(RoundScores.AttackScores set) {
    return Attacks.named(set.attack()) instanceof Variant variant ? variant.norm() : Norm.LINF;
  }

  private static boolean targeted(RoundScores.AttackScores set) {
    return Attacks.named(set.attack()) instanceof Variant variant && variant.targeted();
  }

  /** Who only asks cannot do better than who knows: then the gradients are worth nothing. */
  private static Optional<Evaluation.Flag> blackBox(
      RoundScores round, RoundScores.AttackScores asking, String name) {
    if (!Attacks.named(asking.attack()).asks()) {
      return Optional.empty();
    }
    OptionalDouble knowing =
        round.attacks().stream()
            .filter(other -> !Attacks.named(other.attack()).asks())
            .filter(other -> alike(other, asking))
            .mapToDouble(other -> other.successOn(asking.images()))
            .max();
    if (knowing.isEmpty() || asking.success() <= knowing.getAsDouble() + CHANCE) {
      return Optional.empty();
    }
    return Optional.of(
        new Evaluation.Flag(
            "black-box-beat-white-box",
            name
                + " succeeds on "
                + round(asking.success())
                + ", the best attack with gradients on "
                + round(knowing.getAsDouble())
                + " of the same images"));
  }

  /** Whether two attacks had the same chances. */
  private static boolean alike(RoundScores.AttackScores one, RoundScores.AttackScores other) {
    return one.target() == other.target()
        && one.encoding() == other.encoding()
        && one.levels() == other.levels()
        && norm(one) == norm(other)
        && targeted(one) == targeted(other);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
