package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Turns the scores of test images into the rows of an evaluation. */
final class Evaluator {
  /** The asked false-positive rates, as they are written. */
  private static final List<String> RATES = List.of("0.01", "0.05", "0.10");

  private static final String ENCODING = "png";

  private final String dataset;
  private final String fittedOn;
  private final List<Detector> detectors;
  private final Map<String, Calibration> calibrations;
  private final Map<String, ScoreTable> harmless;

  /**
   * @param harmless scores of the test images by harmless change, the clean ones under {@link
   *     Calibrator#CLEAN}
   */
  Evaluator(
      String dataset,
      String fittedOn,
      List<Detector> detectors,
      Map<String, Calibration> calibrations,
      Map<String, ScoreTable> harmless) {
    this.dataset = dataset;
    this.fittedOn = fittedOn;
    this.detectors = detectors;
    this.calibrations = calibrations;
    this.harmless = harmless;
  }

  /** Two rows a detector: all attacked images, and those whose attack worked. */
  List<Evaluation.DetectionRow> detection(AttackedSet set, ScoreTable scores) {
    List<Evaluation.DetectionRow> rows = new ArrayList<>();
    for (Detector detector : detectors) {
      double[] all = scores.of(detector.name());
      double[] successful =
          IntStream.range(0, all.length)
              .filter(i -> set.successful().get(i))
              .mapToDouble(i -> all[i])
              .toArray();
      rows.add(row(set, detector.name(), "all", all));
      rows.add(row(set, detector.name(), "successful", successful));
    }
    return rows;
  }

  private Evaluation.DetectionRow row(
      AttackedSet set, String detector, String population, double[] attacked) {
    double[] clean = harmless.get(Calibrator.CLEAN).of(detector);
    boolean empty = attacked.length == 0;
    return new Evaluation.DetectionRow(
        dataset,
        detector,
        set.attack(),
        set.epsilon(),
        ENCODING,
        population,
        fittedOn,
        empty ? null : Metrics.auc(clean, attacked),
        empty ? shares(detector, new double[0]) : shares(detector, attacked),
        shares(detector, clean),
        attacked.length);
  }

  /** What each detector says of each harmless change. */
  List<Evaluation.FalseAlarmRow> falseAlarms() {
    List<Evaluation.FalseAlarmRow> rows = new ArrayList<>();
    for (Detector detector : detectors) {
      harmless.forEach(
          (change, scores) -> {
            double[] values = scores.of(detector.name());
            rows.add(
                new Evaluation.FalseAlarmRow(
                    dataset,
                    detector.name(),
                    change,
                    shares(detector.name(), values),
                    values.length));
          });
    }
    return rows;
  }

  /** The share above the threshold of every rate; null where there is no threshold or no score. */
  private Map<String, Double> shares(String detector, double[] scores) {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (String rate : RATES) {
      OptionalDouble threshold = threshold(calibrations.get(detector), Double.parseDouble(rate));
      shares.put(
          rate,
          threshold.isEmpty() || scores.length == 0
              ? null
              : Metrics.shareAbove(scores, threshold.getAsDouble()));
    }
    return shares;
  }

  private static OptionalDouble threshold(Calibration calibration, double rate) {
    try {
      return OptionalDouble.of(calibration.thresholdAt(rate));
    } catch (RefusedException e) {
      return OptionalDouble.empty(); // the sample is too small for this rate: said by the null
    }
  }

  /** Reasons to mistrust the numbers. */
  static List<Evaluation.Flag> flags(Evaluation.Victim victim, List<AttackedSet> sets) {
    List<Evaluation.Flag> flags = new ArrayList<>();
    if (victim.auc() < 0.6) {
      flags.add(
          new Evaluation.Flag(
              "weak-victim", "the network's AUC on clean test images is " + round(victim.auc())));
    }
    for (AttackedSet set : sets) {
      String name = set.attack() + " at " + set.levels() + "/255";
      if (set.largestLevels() > Math.ceil(set.levels() - 1e-9)) {
        flags.add(
            new Evaluation.Flag(
                "epsilon-exceeded", name + " changed a sample by " + set.largestLevels()));
      }
      if (set.zeroGradients() * 100 > set.originals().size()) {
        flags.add(
            new Evaluation.Flag(
                "zero-gradients",
                name + " could not move " + set.zeroGradients() + " of " + set.originals().size()));
      }
      for (AttackedSet other : sets) {
        if (other.attack().equals("FGSM")
            && !set.attack().equals("FGSM")
            && other.levels() == set.levels()
            && set.success() < other.success() - 0.05) {
          flags.add(
              new Evaluation.Flag(
                  "more-steps-did-worse",
                  name
                      + " succeeds on "
                      + round(set.success())
                      + ", FGSM on "
                      + round(other.success())));
        }
      }
    }
    return flags;
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
