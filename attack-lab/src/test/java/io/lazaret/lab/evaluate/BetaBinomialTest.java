package io.lazaret.lab.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BetaBinomialTest {
  @Test
  void aFlatPriorMakesEveryCountEquallyLikely() {
    BetaBinomial flat = new BetaBinomial(9, 1, 1);
    for (int hits = 0; hits <= 9; hits++) {
      assertEquals((hits + 1) / 10.0, flat.cumulative(hits), 1e-9);
    }
  }

  @Test
  void aCertainRateGivesABinomial() {
    BetaBinomial coin = new BetaBinomial(10, 5e7, 5e7);
    assertEquals(638 / 1024.0, coin.cumulative(5), 1e-5);
  }
}
