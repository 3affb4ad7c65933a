package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HarmlessBalanceTest {
  private static final ClassifierTrainer CLASSIFIER = new LogisticRegression(1);

  /**
   * Two numbers tell an attack; the hard change moves the first of them half as far, the easy
   * changes neither.
   */
  private static FitSet examples(long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int patient = 0; patient < 200; patient++) {
      String group = "patient-" + patient;
      examples.add(new Example(row(random, 0, 0), group, Kind.CLEAN, "clean"));
      examples.add(new Example(row(random, 1.5, 0), group, Kind.HARMLESS, "hard"));
      for (String easy : List.of("one", "two", "three", "four")) {
        examples.add(new Example(row(random, 0, 0), group, Kind.HARMLESS, easy));
      }
      examples.add(new Example(row(random, 3, 3), group, Kind.ATTACKED, "PGD"));
    }
    return new FitSet(examples);
  }

  private static double[] row(Random random, double x, double y) {
    return new double[] {x + random.nextGaussian(), y + random.nextGaussian()};
  }

  private static double share(FitSet set, ScoreFunction score, String change, double threshold) {
    double[] scores = scores(set, score, change);
    return Arrays.stream(scores).filter(s -> s > threshold).count() / (double) scores.length;
  }

  private static double[] scores(FitSet set, ScoreFunction score, String change) {
    return set.examples().stream()
        .filter(each -> each.change().equals(change))
        .mapToDouble(each -> score.score(each.row()))
        .sorted()
        .toArray();
  }

  @Test
  void theWorstChangeAlarmsLessAtTheThresholdOfCleanImages() {
    FitSet seen = examples(1);
    FitSet fresh = examples(2);
    FitSet balanced = new HarmlessBalance("test", CLASSIFIER, 1).of(seen);
    ScoreFunction plain = CLASSIFIER.fit(seen.rows(), seen.attacked(), 1);
    ScoreFunction even = CLASSIFIER.fit(balanced.rows(), balanced.attacked(), 1);

    double before = share(fresh, plain, "hard", scores(fresh, plain, "clean")[190]);
    double after = share(fresh, even, "hard", scores(fresh, even, "clean")[190]);
    double detected = share(fresh, even, "PGD", scores(fresh, even, "clean")[190]);

    assertTrue(after < 0.75 * before, before + " and then " + after);
    assertTrue(detected > 0.8, "detections: " + detected);
  }

  @Test
  void everyExampleStaysAndAttacksAreNotRepeated() {
    FitSet seen = examples(3);

    FitSet balanced = new HarmlessBalance("test", CLASSIFIER, 1).of(seen);

    Map<String, Long> before = counts(seen);
    Map<String, Long> after = counts(balanced);
    assertEquals(before.keySet(), after.keySet());
    before.forEach((change, count) -> assertTrue(after.get(change) >= count, change));
    assertEquals(before.get("PGD"), after.get("PGD"));
    assertTrue(after.get("hard") > 2 * after.get("one"), after.toString());
  }

  private static Map<String, Long> counts(FitSet set) {
    return set.examples().stream()
        .collect(Collectors.groupingBy(Example::change, Collectors.counting()));
  }

  @Test
  void withoutHarmlessChangesNothingIsRepeated() {
    FitSet clean =
        new FitSet(
            examples(4).examples().stream().filter(each -> each.kind() != Kind.HARMLESS).toList());

    assertSame(clean, new HarmlessBalance("test", CLASSIFIER, 1).of(clean));
  }
}
