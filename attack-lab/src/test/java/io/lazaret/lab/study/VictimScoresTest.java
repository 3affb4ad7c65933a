package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Metrics;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.study.RoundScores.VictimScores;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VictimScoresTest {
  private static final List<String> GROUPS = List.of("a", "b", "c", "d", "e", "f");
  private static final List<Boolean> CORRECT = List.of(true, true, false, true, false, true);

  @Test
  void ofTwoClassesTheAreaIsThatOfTheSecond() {
    double[] second = {-2, -1, 1, 3, -0.5, 2};
    double[] first = Arrays.stream(second).map(lead -> -lead).toArray();
    List<Integer> labels = List.of(0, 0, 0, 1, 1, 1);

    double auc = auc(new VictimScores(GROUPS, CORRECT, labels, List.of(first, second)));

    double[] negatives = {-2, -1, 1};
    double[] positives = {3, -0.5, 2};
    assertEquals(Metrics.auc(negatives, positives), auc, 1e-12);
  }

  /** Class 0 is told apart always, class 1 as often as not, class 2 never. */
  @Test
  void ofThreeClassesItIsTheMeanOfEachAgainstTheOthers() {
    List<Integer> labels = List.of(0, 0, 1, 1, 2, 2);
    double[] first = {2, 1, -1, -1, -1, -1};
    double[] second = {0, 0, 0, 0, 0, 0};
    double[] third = {1, 1, 1, 1, -1, -1};

    double auc = auc(new VictimScores(GROUPS, CORRECT, labels, List.of(first, second, third)));

    assertEquals((1 + 0.5 + 0) / 3, auc, 1e-12);
  }

  @Test
  void accuracyIsTheShareOfImagesNamed() {
    PatientScores.Roll roll = new PatientScores.Roll();
    VictimScores victim = new VictimScores(GROUPS, CORRECT, List.of(), List.of());

    assertEquals(4 / 6.0, once(victim.accuracy(roll)), 1e-12);
  }

  private static double auc(VictimScores victim) {
    return once(victim.auc(new PatientScores.Roll()));
  }

  private static double once(Bootstrap.Statistic statistic) {
    double[] weights = new double[statistic.patients()];
    Arrays.fill(weights, 1);
    return statistic.value(weights);
  }
}
