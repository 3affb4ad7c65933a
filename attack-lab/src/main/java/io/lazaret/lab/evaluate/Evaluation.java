package io.lazaret.lab.evaluate;

import java.util.List;
import java.util.Map;

/**
 * What a study found, as it is written to {@code results/evaluation.json}.
 *
 * @param schemaVersion version of this format: 1
 * @param provenance recipe, data hash, split, seeds, versions, device
 * @param victim how well the network reads images that nobody attacked
 * @param attacks what each attack does to the network
 * @param detection how well each detector tells attacked from clean images
 * @param falseAlarms what each detector says of harmless changes
 * @param flags sanity flags: reasons to mistrust the numbers
 */
public record Evaluation(
    int schemaVersion,
    Map<String, Object> provenance,
    Victim victim,
    List<AttackRow> attacks,
    List<DetectionRow> detection,
    List<FalseAlarmRow> falseAlarms,
    List<Flag> flags) {

  /**
   * The network on clean images of patients never seen.
   *
   * @param accuracy share of images whose class it names
   * @param auc area under the ROC curve of the last class against the others
   * @param n images
   */
  public record Victim(double accuracy, double auc, int n) {}

  /**
   * An attack on test images that the network reads correctly.
   *
   * @param success share that the network no longer reads correctly once they are 8-bit files
   * @param largestLevels the largest change of any sample in levels of 255, after quantisation
   * @param changed share of samples that changed at all
   * @param n images
   */
  public record AttackRow(
      String dataset,
      String attack,
      double epsilon,
      String encoding,
      double success,
      int largestLevels,
      double changed,
      int n) {}

  /**
   * A detector on attacked test images against clean ones. Rates are keyed by the asked
   * false-positive rate; null where the calibration is too small to support it.
   *
   * @param epsilon in units of full scale
   * @param population {@code all} attacked images, or the {@code successful} ones
   * @param fittedOn attack that the detector was fitted on
   * @param auc area under the ROC curve
   * @param tprAt share of attacked images above the calibrated threshold
   * @param fprReached share of clean test images above it
   * @param n attacked images
   */
  public record DetectionRow(
      String dataset,
      String detector,
      String attack,
      double epsilon,
      String encoding,
      String population,
      String fittedOn,
      Double auc,
      Map<String, Double> tprAt,
      Map<String, Double> fprReached,
      int n) {}

  /**
   * A detector on test images after a harmless change.
   *
   * @param change the change's name, or {@code clean}
   * @param fprReached share above the calibrated threshold
   * @param n images
   */
  public record FalseAlarmRow(
      String dataset, String detector, String change, Map<String, Double> fprReached, int n) {}

  /**
   * A reason to mistrust a number.
   *
   * @param code a short name
   * @param detail what was seen
   */
  public record Flag(String code, String detail) {}
}
