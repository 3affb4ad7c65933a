package io.lazaret.lab.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PatientScoresTest {

  @Property
  void withEveryPatientOnceTheAreaIsThatOfTheScores(
      @ForAll("scores") double[] negatives, @ForAll("scores") double[] positives) {
    PatientScores.Roll roll = new PatientScores.Roll();
    Bootstrap.Statistic auc = scores(roll, positives, 3).auc(roll, scores(roll, negatives, 2));

    assertEquals(Metrics.auc(negatives, positives), auc.value(ones(roll)), 1e-12);
  }

  @Test
  void theMedianIsTheSmallestScoreThatHalfOfTheImagesDoNotExceed() {
    PatientScores.Roll roll = new PatientScores.Roll();
    Bootstrap.Statistic median =
        roll.scores(List.of("a", "b", "c"), new double[] {5, 1, 3}).median(roll);

    assertEquals(3, median.value(new double[] {1, 1, 1}));
    assertEquals(5, median.value(new double[] {3, 1, 1}));
    assertEquals(1, median.value(new double[] {0, 1, 0}));
    assertTrue(Double.isNaN(median.value(new double[3])));
  }

  /** A patient who is drawn twice counts as if their images had been there twice. */
  @Property
  void aWeightIsANumberOfCopies(
      @ForAll("scores") double[] negatives,
      @ForAll("scores") double[] positives,
      @ForAll @IntRange(min = 1, max = 4) int copies) {
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores positive = scores(roll, positives, positives.length);
    Bootstrap.Statistic auc =
        positive.auc(roll, roll.scores(names("negative", negatives.length), negatives));
    double[] weights = ones(roll);
    weights[0] = copies;
    double[] repeated = Arrays.copyOf(positives, positives.length + copies - 1);
    Arrays.fill(repeated, positives.length, repeated.length, positives[0]);

    assertEquals(Metrics.auc(negatives, repeated), auc.value(weights), 1e-12);
    assertEquals(
        Metrics.shareAbove(repeated, 1), positive.shareAbove(roll, 1).value(weights), 1e-12);
  }

  @Test
  void aScoreThatIsNotANumberPassesNobodyAndEndsTheCount() {
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores broken = scores(roll, new double[] {Double.NaN, Double.NaN, 0}, 3);

    assertEquals(2 / 3.0, broken.shareAbove(roll, 5).value(ones(roll)), 1e-12);
    assertEquals(0.5, broken.auc(roll, broken).value(ones(roll)), 1e-12);
  }

  @Test
  void nothingOnOneSideIsNotANumber() {
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores some = scores(roll, new double[] {1}, 1);
    PatientScores none = scores(roll, new double[0], 1);

    assertTrue(Double.isNaN(some.auc(roll, none).value(ones(roll))));
    assertTrue(Double.isNaN(none.shareAbove(roll, 0).value(ones(roll))));
  }

  private static PatientScores scores(PatientScores.Roll roll, double[] scores, int patients) {
    return roll.scores(
        IntStream.range(0, scores.length).mapToObj(i -> "patient-" + i % patients).toList(),
        scores);
  }

  private static List<String> names(String name, int count) {
    return Collections.nCopies(count, name);
  }

  private static double[] ones(PatientScores.Roll roll) {
    double[] ones = new double[roll.size()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Few distinct scores, so that ties are common. */
  @Provide
  Arbitrary<double[]> scores() {
    return Arbitraries.integers()
        .between(0, 8)
        .map(i -> i / 4.0)
        .array(double[].class)
        .ofMinSize(1)
        .ofMaxSize(20);
  }
}
