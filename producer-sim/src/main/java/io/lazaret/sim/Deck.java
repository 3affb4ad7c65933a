package io.lazaret.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws from a list in a random order, every element once before any comes again. */
final class Deck<T> {
  private final List<T> cards;
  private final Random random;
  private int drawn;

  Deck(List<T> cards, Random random) {
    this.cards = new ArrayList<>(cards);
    this.random = random;
    Collections.shuffle(this.cards, random);
  }

  int size() {
    return cards.size();
  }

  List<T> draw(int count) {
    var hand = new ArrayList<T>(count);
    while (hand.size() < count) {
      if (drawn == cards.size()) {
        Collections.shuffle(cards, random);
        drawn = 0;
      }
      hand.add(cards.get(drawn++));
    }
    return hand;
  }
}
