package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Calibration;
import io.lazaret.lab.experiment.CalibrationExperiment.Row;
import io.lazaret.lab.study.Experiment.Answer;
import io.lazaret.lab.study.ScoredSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationExperimentTest {
  private static final int IMAGES = 900;
  private static final int RESPLITS = 60;

  private final Site home = site(Site.HOME, 1, 0);

  /** Where calibration and held-out images are alike, the asked rate is reached on average. */
  @Test
  void aThresholdFromHomeHoldsAtHome() {
    List<Row> rows = rows(CalibrationExperiment.answer(home, List.of(), List.of(400), RESPLITS, 1));

    assertEquals(3, rows.size());
    for (Row row : rows) {
      assertEquals(row.asked(), row.reached(), 0.009, row.toString());
      assertTrue(row.withinSampling() >= 0.8, row.toString());
      assertEquals(400, row.images());
      assertEquals(IMAGES - 400, row.heldOut(), 3);
    }
  }

  @Test
  void patientsAreCountedBesideTheImages() {
    Site threes = site(Site.HOME, 3, 0);

    Row row =
        rows(CalibrationExperiment.answer(threes, List.of(), List.of(300), RESPLITS, 1)).get(0);

    assertEquals(300, row.images());
    assertEquals(100, row.patients(), 1e-9);
  }

  /** Who comes often is not who alarms often: the rate is one of images, not of patients. */
  @Test
  void theRateHoldsForImagesWherePatientsHaveSeveralAndThoseScoreLower() {
    Random random = new Random(1);
    List<String> patients = new ArrayList<>();
    double[] scores = new double[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      boolean often = i < IMAGES / 2; // six images each, the others one
      patients.add(often ? "often-" + i / 6 : "once-" + i);
      scores[i] = random.nextGaussian() - (often ? 1 : 0);
    }
    ScoredSet clean = new ScoredSet(patients, Map.of("consistency@PGD", scores));
    Site mixed = new Site(Site.HOME, Map.of(Calibration.CLEAN, clean));

    for (Row row :
        rows(CalibrationExperiment.answer(mixed, List.of(), List.of(400), RESPLITS, 1))) {
      assertEquals(row.asked(), row.reached(), 0.01, row.toString());
    }
  }

  @Test
  void whereScoresAreHigherAThresholdFromHomeFailsAndOneFromThereHolds() {
    Site elsewhere = site("elsewhere", 1, 1.0);

    List<Row> rows =
        rows(CalibrationExperiment.answer(home, List.of(elsewhere), List.of(400), RESPLITS, 1));

    for (Row row : rows) {
      if (row.site().equals("elsewhere") && row.calibratedAt().equals(Site.HOME)) {
        assertTrue(row.reached() > 2 * row.asked(), row.toString());
        assertEquals(null, row.withinSampling());
      } else {
        assertEquals(row.asked(), row.reached(), 0.009, row.toString());
      }
    }
  }

  @Test
  void aRateThatTheImagesCannotSupportHasNoRow() {
    List<Row> rows = rows(CalibrationExperiment.answer(home, List.of(), List.of(50), RESPLITS, 1));

    assertEquals(List.of(0.05, 0.10), rows.stream().map(Row::asked).toList());
  }

  @Test
  void tooFewImagesAreFlagged() {
    Answer answer = CalibrationExperiment.answer(home, List.of(), List.of(IMAGES), RESPLITS, 1);

    assertEquals(List.of(), answer.result());
    assertEquals("too-few-images", answer.flags().get(0).code());
  }

  @SuppressWarnings("unchecked")
  private static List<Row> rows(Answer answer) {
    return (List<Row>) answer.result();
  }

  private static Site site(String name, int imagesOfAPatient, double shift) {
    Random random = new Random(name.hashCode());
    double[] scores =
        IntStream.range(0, IMAGES).mapToDouble(i -> shift + random.nextGaussian()).toArray();
    List<String> patients =
        IntStream.range(0, IMAGES).mapToObj(i -> name + "-" + i / imagesOfAPatient).toList();
    return new Site(
        name,
        Map.of(Calibration.CLEAN, new ScoredSet(patients, Map.of("consistency@PGD", scores))));
  }
}
