package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void aPValueCountsTheScoresAtLeastAsLargeAndOneMore() {
    Calibration calibration = clean(1, 2, 3, 3);

    assertEquals(1.0, calibration.pValue(0.5));
    assertEquals(1.0, calibration.pValue(1));
    assertEquals(4 / 5.0, calibration.pValue(1.5));
    assertEquals(3 / 5.0, calibration.pValue(3));
    assertEquals(1 / 5.0, calibration.pValue(3.1));
  }

  @Test
  void aPValueIsTheLargestOverTheStrata() {
    Calibration calibration =
        new Calibration(Map.of("clean", scores(0, 1, 2), "noise-1", scores(5, 6, 7)));

    assertEquals(3 / 4.0, calibration.pValue(6), "among the noisy ones, two are as suspicious");
    assertEquals(1 / 4.0, calibration.pValue(8));
  }

  @Test
  void theThresholdIsTheLargestOverTheStrata() {
    Calibration calibration =
        new Calibration(Map.of("clean", scores(0, 1, 2), "noise-1", scores(5, 6, 7)));

    assertEquals(7, calibration.thresholdAt(0.25));
    assertEquals(6, calibration.thresholdAt(0.5));
  }

  @Test
  void harmlessChangesMayReachTheirAllowanceTimesTheRate() {
    Map<String, double[]> scores =
        Map.of("clean", scores(0, 1, 2, 3), "noise-1", scores(5, 6, 7, 8));
    Calibration twice = new Calibration(scores, 2);

    assertEquals(8, new Calibration(scores).thresholdAt(0.2));
    assertEquals(7, twice.thresholdAt(0.2));
    assertEquals(0.2, twice.pValue(7.5), 1e-12);
    assertEquals(2, new Calibration(scores, 1).thresholdAt(0.8) - 3, "noise-1 decides");
    assertEquals(0, twice.thresholdAt(0.8), "of the noisy ones all may be suspect");
  }

  @Test
  void anAllowanceBelowOneOrAboveTenIsRefused() {
    for (double allowance : new double[] {0, 0.9, 10.5, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Calibration(Map.of("clean", scores(1)), allowance));
    }
  }

  /** What the allowance promises: the asked rate among clean images, its multiple elsewhere. */
  @Test
  void onAverageTheRateHoldsInEachStratumByItsAllowance() {
    Random random = new Random(2);
    int cleanAlarms = 0;
    int noisyAlarms = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double[] clean = random.doubles(99).toArray();
      double[] noisy = random.doubles(99).map(u -> u + 0.3).toArray();
      double threshold = calibration(clean, noisy, 2).thresholdAt(0.05);
      cleanAlarms += random.nextDouble() > threshold ? 1 : 0;
      noisyAlarms += random.nextDouble() + 0.3 > threshold ? 1 : 0;
    }

    assertTrue(cleanAlarms <= 0.055 * draws, "clean: " + cleanAlarms);
    assertEquals(0.10, noisyAlarms / (double) draws, 0.008);
  }

  @Test
  void anUnsupportedRateIsRefusedWithTheNumberOfImagesItNeeds() {
    var refusal = assertThrows(RefusedException.class, () -> clean(1, 2, 3).thresholdAt(0.01));

    assertTrue(refusal.getMessage().contains("needs at least 99 calibration images"));
    assertTrue(refusal.getMessage().contains("'clean' has 3"));
    assertFalse(refusal.getMessage().contains("\n"));
  }

  @Test
  void aRateOutsideOfZeroToOneIsRefused() {
    for (double rate : new double[] {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(RefusedException.class, () -> clean(1, 2).thresholdAt(rate), "rate " + rate);
    }
  }

  @Test
  void aRateOfAlmostOneLetsOnlyScoresBelowAllOthersPass() {
    assertEquals(1, clean(1, 2).thresholdAt(Math.nextDown(1.0)));
  }

  @Test
  void noPValueIsMadeOfAScoreThatIsNotFinite() {
    for (double score : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> clean(1, 2).pValue(score));
    }
  }

  @Test
  void calibrationsWithoutFiniteScoresDoNotExist() {
    assertThrows(IllegalArgumentException.class, () -> new Calibration(Map.of()));
    assertThrows(IllegalArgumentException.class, () -> clean());
    assertThrows(IllegalArgumentException.class, () -> clean(1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> clean(1, Double.NEGATIVE_INFINITY));
  }

  @Test
  void theCallersArraysAreNeitherKeptNorSorted() {
    double[] given = {3, 1, 2};
    Calibration calibration = new Calibration(Map.of("clean", given));
    given[0] = 100;
    calibration.strata().get("clean")[0] = 100;

    assertEquals(clean(1, 2, 3), calibration);
    assertEquals(100, given[0]);
    assertEquals(1, given[1]);
  }

  @Property
  void aPValueIsAboveZeroAndAtMostOneAndFallsAsTheScoreRises(
      @ForAll("scores") double[] clean,
      @ForAll("scores") double[] changed,
      @ForAll @DoubleRange(min = -10, max = 10) double score,
      @ForAll @DoubleRange(min = 0, max = 5) double more) {
    Calibration calibration = calibration(clean, changed);

    double pValue = calibration.pValue(score);

    assertTrue(pValue > 0 && pValue <= 1);
    assertTrue(calibration.pValue(score + more) <= pValue);
  }

  @Property
  void aScoreIsAboveTheThresholdExactlyWhenItsPValueIsAtMostTheRate(
      @ForAll("tiedScores") double[] clean,
      @ForAll("tiedScores") double[] changed,
      @ForAll @DoubleRange(min = 0.1, max = 0.99) double rate,
      @ForAll @DoubleRange(min = 1, max = 3) double allowance,
      @ForAll @IntRange(min = -1, max = 31) int score) {
    Calibration calibration = calibration(clean, changed, allowance);

    assertEquals(calibration.pValue(score) <= rate, score > calibration.thresholdAt(rate));
  }

  @Property
  void theSmallestRateIsSupported(@ForAll @IntRange(min = 1, max = 3000) int images) {
    Calibration calibration = clean(IntStream.range(0, images).asDoubleStream().toArray());

    assertEquals(images - 1, calibration.thresholdAt(calibration.smallestRate()));
  }

  @Property
  void whatARefusalAsksForIsEnough(
      @ForAll @IntRange(min = 1, max = 400) int images,
      @ForAll @DoubleRange(min = 0.0005, max = 0.002) @Scale(7) double rate) {
    Calibration calibration = clean(IntStream.range(0, images).asDoubleStream().toArray());

    String message =
        assertThrows(RefusedException.class, () -> calibration.thresholdAt(rate)).getMessage();

    int needed = (int) number(message, "at least (\\d+) calibration");
    double supported = number(message, "ask for (\\S+) or more");
    assertDoesNotThrow(() -> clean(new double[needed]).thresholdAt(rate));
    assertThrows(RefusedException.class, () -> clean(new double[needed - 1]).thresholdAt(rate));
    assertDoesNotThrow(() -> calibration.thresholdAt(supported));
  }

  /**
   * Over many calibrations of 99 exchangeable scores, the share of fresh scores above the threshold
   * is the asked rate: 20,000 draws have a standard error of 0.0015 at 5 %.
   */
  @Test
  void onAverageTheFalsePositiveRateIsTheAskedOne() {
    Random random = new Random(1);
    int alarms = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double[] scores = random.doubles(99).map(u -> -Math.log(1 - u)).toArray();
      double fresh = -Math.log(1 - random.nextDouble());
      alarms += fresh > clean(scores).thresholdAt(0.05) ? 1 : 0;
    }

    assertEquals(0.05, alarms / (double) draws, 0.006);
  }

  private static double number(String message, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(message);
    assertTrue(matcher.find(), message);
    return Double.parseDouble(matcher.group(1));
  }

  private static Calibration clean(double... scores) {
    return new Calibration(Map.of("clean", scores));
  }

  private static Calibration calibration(double[] clean, double[] changed) {
    return calibration(clean, changed, 1);
  }

  private static Calibration calibration(double[] clean, double[] changed, double allowance) {
    Map<String, double[]> strata = new LinkedHashMap<>();
    strata.put("clean", clean);
    strata.put("noise-1", changed);
    return new Calibration(strata, allowance);
  }

  @Provide("scores")
  Arbitrary<double[]> anyScores() {
    return Arbitraries.doubles().between(-9, 9).array(double[].class).ofMinSize(1).ofMaxSize(40);
  }

  @Provide
  Arbitrary<double[]> tiedScores() {
    return Arbitraries.integers()
        .between(0, 30)
        .map(Integer::doubleValue)
        .array(double[].class)
        .ofMinSize(9)
        .ofMaxSize(60);
  }

  private static double[] scores(double... scores) {
    return scores;
  }
}
