package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.CorpusEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The images of a replay in order. They come in rounds; a round holds exactly the shares that were
 * asked for, to the nearest whole image, in a random order. A replay without repetition is one
 * round. Holds one round and a count for each image of the corpus, however long the replay.
 */
final class Mix implements Iterator<PlannedImage> {
  private final ReplayPlan plan;
  private final List<Malforming> ways;
  private final Random random;
  private final Deck<CorpusEntry> clean;
  private final Deck<CorpusEntry> attacked;
  private final int roundSize;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Queue<PlannedImage> round = new ArrayDeque<>();
  private long left;

  /**
   * @param objects whether images may lie in a store, and be wrong there
   * @throws RefusedException when the corpus does not have the images that the plan asks for
   */
  Mix(List<CorpusEntry> entries, ReplayPlan plan, boolean objects) {
    this.plan = plan;
    ways = Stream.of(Malforming.values()).filter(way -> objects || !way.isOfTheObject()).toList();
    random = new Random(plan.seed());
    clean = new Deck<>(entries.stream().filter(entry -> !entry.attacked()).toList(), random);
    attacked = new Deck<>(entries.stream().filter(CorpusEntry::attacked).toList(), random);
    int most = largestRound();
    long asked = plan.images().orElse(plan.repeat() ? Long.MAX_VALUE : most);
    if (most == 0 || (asked > most && !plan.repeat())) {
      throw tooFew(most);
    }
    roundSize = (int) Math.min(most, asked);
    left = asked;
    if (malformedIn(roundSize) > roundSize - attackedIn(roundSize)) {
      throw new RefusedException(
          "the corpus has not enough images without an attack to make "
              + malformedIn(roundSize)
              + " of "
              + roundSize
              + " malformed; ask for a smaller malformed share");
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public PlannedImage next() {
    if (left == 0) {
      throw new NoSuchElementException();
    }
    if (round.isEmpty()) {
      deal();
    }
    left--;
    return round.remove();
  }

  private void deal() {
    int attackedCount = attackedIn(roundSize);
    List<CorpusEntry> hand = attacked.draw(attackedCount);
    hand.addAll(clean.draw(roundSize - attackedCount));
    Collections.shuffle(hand, random);
    Map<Integer, Malforming> malformed = malformed(hand);
    for (int i = 0; i < hand.size(); i++) {
      round.add(planned(hand.get(i), Optional.ofNullable(malformed.get(i))));
    }
  }

  private Map<Integer, Malforming> malformed(List<CorpusEntry> hand) {
    var places =
        new ArrayList<>(
            IntStream.range(0, hand.size()).filter(i -> !hand.get(i).attacked()).boxed().toList());
    Collections.shuffle(places, random);
    var malformed = new HashMap<Integer, Malforming>();
    for (int i = 0; i < malformedIn(hand.size()); i++) {
      malformed.put(places.get(i), ways.get(i % ways.size()));
    }
    return malformed;
  }

  private PlannedImage planned(CorpusEntry entry, Optional<Malforming> malforming) {
    String id = entry.sentId(uses.merge(entry.id(), 1, Integer::sum));
    return new PlannedImage(
        entry, malforming.isPresent() ? id + "~malformed" : id, malforming, random.nextLong());
  }

  private int attackedIn(int images) {
    OptionalDouble share = plan.attacked();
    return share.isPresent()
        ? (int) Math.round(images * share.getAsDouble())
        : (int) Math.round((double) images * attacked.size() / (attacked.size() + clean.size()));
  }

  private int malformedIn(int images) {
    return (int) Math.round(images * plan.malformed());
  }

  /** The most images that can be sent in the asked mix without sending one twice. */
  private int largestRound() {
    double share = plan.attacked().orElse(0);
    if ((share > 0 && attacked.size() == 0)
        || (share < 1 && clean.size() == 0 && plan.attacked().isPresent())) {
      return 0;
    }
    int images = clean.size() + attacked.size();
    while (images > 0
        && (attackedIn(images) > attacked.size() || images - attackedIn(images) > clean.size())) {
      images--;
    }
    return images;
  }

  private RefusedException tooFew(int most) {
    return new RefusedException(
        "the corpus has "
            + clean.size()
            + " clean and "
            + attacked.size()
            + " attacked images, enough for "
            + most
            + " in this mix; ask for fewer, for another attacked share, or repeat");
  }
}
