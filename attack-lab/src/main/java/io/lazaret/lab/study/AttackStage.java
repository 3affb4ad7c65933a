package io.lazaret.lab.study;

import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.ResizedModel;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.data.Subsample;
import io.lazaret.lab.study.AttackedSet.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The attacks of a round; what they make is kept in the workspace. */
final class AttackStage {
  private final Recipe recipe;
  private final Round round;

  AttackStage(Recipe recipe, Round round) {
    this.recipe = recipe;
    this.round = round;
  }

  /** The attacked test images, in the recipe's order; those as the feed sends them last. */
  List<AttackedSet> test() {
    long seed = round.seed() + 1; // other random starts than those that detectors are fitted on
    Attacker attacker = new Attacker(round.whiteBox(), seed);
    List<Sample> correct = attacker.correct(round.samples(Side.TEST));
    List<AttackedSet> sets = new ArrayList<>();
    for (String attack : recipe.attacks()) {
      for (double levels : levels(recipe, attack)) {
        sets.add(atModel("test", attacker, attack, levels, few(attack, correct)));
      }
    }
    for (String attack : recipe.feedAttacks()) {
      List<Sample> images =
          FeedImages.of(
              few(attack, correct), round.specimens(Side.TEST), round.plan().preprocessing());
      for (double levels : levels(recipe, attack)) {
        sets.add(atFeed(attack, levels, images, seed));
      }
    }
    return sets;
  }

  /** Attacks that ask take long: they have sizes of their own. */
  static List<Double> levels(Recipe recipe, String attack) {
    return asks(attack) ? recipe.queries().epsilonLevels() : recipe.epsilonLevels();
  }

  /** They get some of the images only. */
  static int few(Recipe recipe, String attack, int images) {
    return asks(attack) ? Math.min(images, recipe.queries().images()) : images;
  }

  private List<Sample> few(String attack, List<Sample> images) {
    return Subsample.of(images, few(recipe, attack, images.size()), round.seed());
  }

  private static boolean asks(String attack) {
    return Attacks.named(attack).asks();
  }

  /** Images of a side, attacked at the model's geometry. */
  AttackedSet atModel(
      String side, Attacker attacker, String attack, double levels, List<Sample> images) {
    return round
        .workspace()
        .binary(
            round.name(side + "-" + attack + "-" + levels + "-of-" + images.size()),
            AttackedSet.format(attack, levels, Target.MODEL, images),
            () ->
                telling(
                    attack,
                    levels,
                    images.size(),
                    () -> run(attacker, attack, levels, images, 0, images.size())));
  }

  /** Images as the feed sends them, attacked through the resize; those of one size together. */
  private AttackedSet atFeed(String attack, double levels, List<Sample> images, long seed) {
    return round
        .workspace()
        .binary(
            round.name("feed-" + attack + "-" + levels),
            AttackedSet.format(attack, levels, Target.FEED, images),
            () ->
                telling(
                    attack + " at the feed",
                    levels,
                    images.size(),
                    () -> throughResize(attack, levels, images, seed)));
  }

  private AttackedSet throughResize(String attack, double levels, List<Sample> images, long seed) {
    List<AttackedSet> parts = new ArrayList<>();
    int before = 0;
    for (List<Sample> part : FeedImages.bySize(images)) {
      ResizedModel resized =
          new ResizedModel(
              round.whiteBox(),
              part.get(0).image().geometry(),
              round.plan().preprocessing().kernel(),
              true);
      Attacker attacker = new Attacker(resized, Target.FEED, seed);
      parts.add(run(attacker, attack, levels, part, before, images.size()));
      before += part.size();
    }
    return AttackedSet.joined(parts);
  }

  private AttackedSet run(
      Attacker attacker, String attack, double levels, List<Sample> images, int before, int total) {
    return attacker.attack(
        Attacks.named(attack), levels, images, done -> round.progress().at(before + done, total));
  }

  private AttackedSet telling(
      String attack, double levels, int images, Supplier<AttackedSet> attacking) {
    round.progress().begin(String.format(Locale.ROOT, "attack: %s at %s/255", attack, levels));
    AttackedSet set = attacking.get();
    round
        .progress()
        .end(
            String.format(
                Locale.ROOT, "%.1f %% of %d succeed as 8-bit files", 100 * set.success(), images));
    return set;
  }
}
