package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.bundle.DetectorFile;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.evaluate.Metrics;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every trainer of the registry promises. */
class DetectorTrainerContractTest {
  private static final int PATIENTS = 60;

  /** Of {@link #images}, seed 1, fitted once for the tests that only look at it. */
  private static final Map<DetectorTrainer, Detector> FITTED = new ConcurrentHashMap<>();

  static Stream<DetectorTrainer> trainers() {
    return DetectorTrainers.ALL.stream();
  }

  @Test
  void namesAreUniqueAndFindTheirTrainers() {
    List<String> names = trainers().map(DetectorTrainer::name).toList();

    assertEquals(names.size(), names.stream().distinct().count());
    trainers().forEach(trainer -> assertEquals(trainer, DetectorTrainers.named(trainer.name())));
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void whatItReturnsIsFinishedAndFitsItsStatistics(DetectorTrainer trainer) {
    Detector detector = fitted(trainer);

    assertEquals(trainer.name(), detector.name());
    assertEquals(
        trainer.statistics().size(SyntheticImages.LAYOUT, 3), detector.function().inputs());
    for (int patient = 0; patient < 20; patient++) {
      assertTrue(
          Double.isFinite(detector.score(SyntheticImages.features(Kind.CLEAN, 9000 + patient))));
    }
  }

  /** Attacks that lie where no clean image does, of patients never seen. */
  @ParameterizedTest
  @MethodSource("trainers")
  void attackedImagesAreMoreSuspicious(DetectorTrainer trainer) {
    ScoreFunction function = fitted(trainer).function();
    FitSet fresh = SyntheticImages.fitSet(trainer.statistics(), 100, 2);

    double auc =
        Metrics.auc(
            scores(function, fresh.rows(Kind.CLEAN, Kind.HARMLESS)),
            scores(function, fresh.rows(Kind.ATTACKED)));

    assertTrue(auc > 0.9, "AUC " + auc);
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void theSameSeedGivesTheSameFunctionInWhateverOrderTheExamplesCome(DetectorTrainer trainer) {
    List<Example> examples =
        new ArrayList<>(SyntheticImages.examples(trainer.statistics(), PATIENTS, 1, Kind.values()));
    ScoreFunction function = trainer.fit(new FitSet(examples), 5);
    Collections.shuffle(examples, new Random(3));

    ScoreFunction shuffled = trainer.fit(new FitSet(examples), 5);

    assertNotSame(function, shuffled);
    assertEquals(function, shuffled);
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void itSurvivesTheJsonOfBundles(DetectorTrainer trainer) throws IOException {
    DetectorFile file = DetectorFile.of(fitted(trainer));

    String json = BundleJson.mapper().writeValueAsString(file);

    assertEquals(file, BundleJson.mapper().readValue(json, DetectorFile.class));
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void onlyTheSupervisedNeedAttackedImages(DetectorTrainer trainer) {
    FitSet harmless =
        SyntheticImages.fitSet(trainer.statistics(), PATIENTS, 1, Kind.CLEAN, Kind.HARMLESS);

    if (trainer.supervised()) {
      var refusal = assertThrows(RefusedException.class, () -> trainer.fit(harmless, 1));
      assertTrue(refusal.getMessage().startsWith("detector '" + trainer.name() + "'"));
      assertTrue(refusal.getMessage().contains("attacked"));
      assertEquals(1, refusal.getMessage().lines().count());
    } else {
      assertEquals(trainer.fit(harmless, 1), fitted(trainer).function());
    }
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void withoutCleanImagesItRefuses(DetectorTrainer trainer) {
    FitSet attacked = SyntheticImages.fitSet(trainer.statistics(), PATIENTS, 1, Kind.ATTACKED);

    var refusal = assertThrows(RefusedException.class, () -> trainer.fit(attacked, 1));

    assertTrue(refusal.getMessage().contains("'" + trainer.name() + "' is fitted on clean images"));
  }

  /** A layer that is dead gives the same number for every image. */
  @ParameterizedTest
  @MethodSource("trainers")
  void numbersThatNeverChangeAreNoReasonToFail(DetectorTrainer trainer) {
    double[] first = images(trainer).rows()[0];
    List<Example> constant =
        images(trainer).examples().stream()
            .map(
                example ->
                    new Example(first.clone(), example.group(), example.kind(), example.change()))
            .toList();

    ScoreFunction function = trainer.fit(new FitSet(constant), 1);

    assertTrue(Double.isFinite(function.score(first)));
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void twoPatientsAreEnoughToFit(DetectorTrainer trainer) {
    FitSet two = new FitSet(repeated(trainer.statistics(), 2));

    assertTrue(Double.isFinite(trainer.fit(two, 1).score(two.rows()[0])));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    var refusal = assertThrows(RefusedException.class, () -> DetectorTrainers.named("nic"));

    assertTrue(refusal.getMessage().contains("unknown detector 'nic'; known are consistency, "));
  }

  /** Several images of every kind of each patient. */
  private static List<Example> repeated(Statistics statistics, int patients) {
    List<Example> examples = new ArrayList<>();
    for (int take = 0; take < 5; take++) {
      examples.addAll(SyntheticImages.examples(statistics, patients, 10 + take, Kind.values()));
    }
    return examples;
  }

  private static Detector fitted(DetectorTrainer trainer) {
    return FITTED.computeIfAbsent(trainer, each -> each.detector(images(each), 1));
  }

  private static FitSet images(DetectorTrainer trainer) {
    return SyntheticImages.fitSet(trainer.statistics(), PATIENTS, 1);
  }

  private static double[] scores(ScoreFunction function, double[][] rows) {
    double[] scores = Arrays.stream(rows).mapToDouble(function::score).toArray();
    assertFalse(Arrays.stream(scores).anyMatch(Double::isNaN));
    return scores;
  }
}
