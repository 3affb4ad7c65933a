package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScoreDriftTest {

  private static double[] uniform(SplittableRandom random, int count) {
    return random.doubles(count).toArray();
  }

  private static double share(double[] sample, double upTo, boolean inclusive) {
    return Arrays.stream(sample).filter(x -> inclusive ? x <= upTo : x < upTo).count()
        / (double) sample.length;
  }

  /** The definition: over all points, on both sides of each. */
  private static double plain(double[] one, double[] other) {
    return DoubleStream.concat(Arrays.stream(one), Arrays.stream(other))
        .map(
            x ->
                Math.max(
                    Math.abs(share(one, x, true) - share(other, x, true)),
                    Math.abs(share(one, x, false) - share(other, x, false))))
        .max()
        .orElseThrow();
  }

  @Property
  void theDistanceIsKolmogorovsAndSmirnovs(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 12) Integer> reference,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 12) Integer> stream) {
    double[] one = reference.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] other = stream.stream().mapToDouble(Integer::doubleValue).toArray();
    ScoreDrift drift = new ScoreDrift(one, 0.01);
    Arrays.stream(other).forEach(drift::add);

    assertEquals(plain(one, other), drift.distance(), 1e-12);
    assertEquals(other.length, drift.seen());
  }

  /** Howard and Ramdas give a family of bounds; this one must be one of it. */
  @Test
  void theStreamsBoundIsOneThatTheTheoremAllows() {
    for (double errorRate : new double[] {0.25, 0.05, 0.001, 1e-6}) {
      double scale = 0.85;
      double constant = 0.8 * Math.log(1612 / errorRate);
      double best = 1;
      for (double eta = 1.001; eta < 2 * scale * scale; eta += 0.001) {
        double gamma = Math.sqrt(2 / eta) * (scale - Math.sqrt(2 * (eta - 1) / constant));
        if (gamma > 1) {
          double broken =
              4
                  * Math.exp(-gamma * gamma * constant)
                  * (1 + 1 / ((gamma * gamma - 1) * Math.log(eta)));
          best = Math.min(best, broken);
        }
      }
      assertTrue(best <= errorRate, best + " > " + errorRate);
    }
  }

  @Test
  void whatIsDrawnFromOneDistributionHardlyEverDrifts() {
    SplittableRandom random = new SplittableRandom(7);
    int alarms = 0;
    for (int stream = 0; stream < 300; stream++) {
      ScoreDrift drift = new ScoreDrift(uniform(random, 200), 0.1);
      random.doubles(3_000).forEach(drift::add);
      alarms += drift.isDrifting() ? 1 : 0;
    }

    // At most 30 are promised on average; the bounds are far from tight.
    assertTrue(alarms <= 30, alarms + " of 300");
  }

  @Test
  void aShiftIsFoundAndStaysFound() {
    SplittableRandom random = new SplittableRandom(7);
    ScoreDrift drift = new ScoreDrift(uniform(random, 400), 0.001);
    random.doubles(1_000).map(x -> x * x).forEach(drift::add);
    assertTrue(drift.isDrifting(), drift.distance() + " of " + drift.limit());

    random.doubles(20_000).forEach(drift::add);
    assertTrue(drift.distance() < drift.limit());
    assertTrue(drift.isDrifting());
  }

  @Test
  void aSmallReferenceMakesTheTestBlindAndNotLoud() {
    ScoreDrift drift = new ScoreDrift(new double[] {0.5}, 0.001);
    new SplittableRandom(7).doubles(1_000).forEach(drift::add);

    assertFalse(drift.isDrifting());
    assertTrue(drift.limit() > 1);
  }

  @Test
  void theLimitsAreThoseThatTheDocumentationNames() {
    assertEquals(0.17, limit(400, 2_000), 0.005);
    assertEquals(0.13, limit(400, 10_000), 0.005);
    assertEquals(0.32, limit(50, 10_000), 0.005);
  }

  private static double limit(int reference, int images) {
    SplittableRandom random = new SplittableRandom(7);
    ScoreDrift drift = new ScoreDrift(uniform(random, reference), 0.001);
    random.doubles(images).forEach(drift::add);
    return drift.limit();
  }

  @Test
  void nothingIsSaidBeforeTheFirstScore() {
    ScoreDrift drift = new ScoreDrift(new double[] {0.5}, 0.001);

    assertEquals(0, drift.distance());
    assertEquals(Double.POSITIVE_INFINITY, drift.limit());
  }

  @Test
  void whatIsNoScoreIsRefused() {
    ScoreDrift drift = new ScoreDrift(new double[] {0.5}, 0.001);

    assertThrows(IllegalArgumentException.class, () -> drift.add(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new ScoreDrift(new double[0], 0.1));
    assertThrows(IllegalArgumentException.class, () -> new ScoreDrift(new double[] {1}, 0));
  }
}
