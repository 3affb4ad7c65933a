package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Evaluation.DetectionRow;
import io.lazaret.lab.evaluate.Evaluation.FalseAlarmRow;
import io.lazaret.lab.experiment.CalibrationExperiment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The detector of an evaluation whose word counts: the first of the bundle.
 *
 * @param detector its name
 * @param fittedOn what it was fitted on
 * @param rate the smallest asked false-positive rate that its calibration supports, as it is
 *     written in the evaluation
 */
record Deciding(String detector, String fittedOn, String rate) {
  private static final double ONE_LEVEL = 1.0 / 255;

  /**
   * The deciding detector; none when nothing was detected.
   *
   * @param name its name where the recipe says it
   */
  static Optional<Deciding> of(Evaluation evaluation, Optional<String> name) {
    return evaluation.falseAlarms().stream()
        .filter(row -> name.isEmpty() || name.get().equals(row.detector()))
        .findFirst()
        .or(() -> evaluation.falseAlarms().stream().findFirst())
        .map(row -> new Deciding(row.detector(), row.fittedOn(), rate(row.fprReached())));
  }

  private static String rate(Map<String, Estimate> shares) {
    return shares.entrySet().stream()
        .filter(each -> each.getValue() != null)
        .map(Map.Entry::getKey)
        .min(Comparator.comparing(Double::parseDouble))
        .orElse("0.05");
  }

  /** The asked rate as a number. */
  double asked() {
    return Double.parseDouble(rate);
  }

  /** Its name, and what it was fitted on. */
  String named() {
    return named(detector, fittedOn);
  }

  /** A detector's name, and what it was fitted on where it was fitted on attacks. */
  static String named(String detector, String fittedOn) {
    return fittedOn.equals(Evaluation.FITTED_ON_NOTHING)
        ? detector
        : detector + ", fitted on " + fittedOn;
  }

  boolean is(DetectionRow row) {
    return is(row.detector(), row.fittedOn());
  }

  boolean is(FalseAlarmRow row) {
    return is(row.detector(), row.fittedOn());
  }

  boolean is(CalibrationExperiment.Row row) {
    return is(row.detector(), row.fittedOn());
  }

  private boolean is(String name, String fit) {
    return name.equals(detector) && fit.equals(fittedOn);
  }

  /** The size of perturbations of an evaluation that is nearest to one level of 255. */
  static double epsilon(Evaluation evaluation) {
    return evaluation.attacks().stream()
        .map(Evaluation.AttackRow::epsilon)
        .min(Comparator.comparing(epsilon -> Math.abs(epsilon - ONE_LEVEL)))
        .orElse(ONE_LEVEL);
  }

  /** The encoding that comes first in an evaluation: what is said in a sentence is said of it. */
  static String encoding(Evaluation evaluation) {
    return evaluation.attacks().stream()
        .map(Evaluation.AttackRow::encoding)
        .findFirst()
        .orElse("png");
  }

  /** Rows of successful attacks, which are what a hospital must fear. */
  static List<DetectionRow> successful(Evaluation evaluation) {
    return evaluation.detection().stream()
        .filter(row -> row.population().equals("successful"))
        .toList();
  }
}
