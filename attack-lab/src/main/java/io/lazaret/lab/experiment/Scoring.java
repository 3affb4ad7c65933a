package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.RowTable;
import io.lazaret.lab.study.ScoredSet;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Detectors on rows: their thresholds from patients who calibrate, and what lies above them.
 *
 * @param round whose calibrator says what counts
 * @param calibrating rows of the images that calibrate, by harmless change
 */
record Scoring(Round round, Map<String, RowTable> calibrating) {
  /** The asked false-positive rates, as they are written. */
  private static final List<String> RATES = List.of("0.01", "0.05");

  Calibration calibration(Detector detector) {
    List<String> patients = RoundScores.groups(round.samples(Side.CALIBRATE));
    Map<String, ScoredSet> strata = new LinkedHashMap<>();
    calibrating.forEach(
        (stratum, table) ->
            strata.put(
                stratum,
                new ScoredSet(patients, Map.of(detector.name(), scores(detector, table)))));
    return round.plan().calibrator().calibration(detector.name(), strata);
  }

  private static double[] scores(Detector detector, RowTable table) {
    return Arrays.stream(table.of(detector.statistics()))
        .mapToDouble(detector.function()::score)
        .toArray();
  }

  /** Share of the images that the network misreads. */
  static @Nullable Estimate success(AttackedSet set) {
    double[] flags = set.successful().stream().mapToDouble(flag -> flag ? 1 : 0).toArray();
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores all = roll.scores(RoundScores.groups(set.originals()), flags);
    return Bootstrap.DEFAULT.estimate(List.of(all.shareAbove(roll, 0.5))).orElse(null);
  }

  /** Share of the successful attacks above the threshold of each rate; null where there is none. */
  static Map<String, Estimate> tpr(
      Detector detector, Calibration calibration, AttackedSet set, RowTable table) {
    double[] scores = scores(detector, table);
    int[] successful =
        IntStream.range(0, scores.length).filter(i -> set.successful().get(i)).toArray();
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores chosen =
        roll.scores(
            IntStream.of(successful).mapToObj(i -> set.originals().get(i).group()).toList(),
            IntStream.of(successful).mapToDouble(i -> scores[i]).toArray());
    Map<String, Estimate> shares = new LinkedHashMap<>();
    for (String rate : RATES) {
      shares.put(rate, successful.length == 0 ? null : share(chosen, roll, calibration, rate));
    }
    return shares;
  }

  private static @Nullable Estimate share(
      PatientScores scores, PatientScores.Roll roll, Calibration calibration, String rate) {
    try {
      double threshold = calibration.thresholdAt(Double.parseDouble(rate));
      return Bootstrap.DEFAULT.estimate(List.of(scores.shareAbove(roll, threshold))).orElse(null);
    } catch (RefusedException e) {
      return null; // the calibration is too small for this rate: said by the null
    }
  }
}
