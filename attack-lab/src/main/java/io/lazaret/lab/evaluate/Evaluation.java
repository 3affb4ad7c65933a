package io.lazaret.lab.evaluate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a study found, as it is written to {@code results/evaluation.json}. Shares and areas are
 * means over the study's seeds with intervals by patient; null where nothing could be computed.
 *
 * @param schemaVersion version of this format: {@value #SCHEMA_VERSION}
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

  /** The version that is written. */
  public static final int SCHEMA_VERSION = 2;

  /** What a detector without attacked training data was fitted on. */
  public static final String FITTED_ON_NOTHING = "none";

  /**
   * The network on clean images of patients never seen.
   *
   * @param accuracy share of images whose class it names
   * @param auc area under the ROC curve of each class against the others, the mean over the classes
   * @param n images, of all seeds
   */
  public record Victim(@Nullable Estimate accuracy, @Nullable Estimate auc, int n) {}

  /**
   * An attack on test images that the network reads correctly.
   *
   * @param epsilon in units of full scale
   * @param geometry what was attacked: the image at the {@code model}'s geometry, or as it comes
   *     from the {@code feed}
   * @param encoding of the file that the attacked image comes in
   * @param floatSuccess share that the network no longer reads correctly before quantisation; of an
   *     attack with a target, share that it reads as that
   * @param success the same once decoded from the file
   * @param largestLevels the largest change of any sample in levels of 255, after quantisation and
   *     before the encoding
   * @param rootMeanSquareLevels the largest root of the mean square change of an image in levels of
   *     255, likewise
   * @param changed share of samples that changed at all, likewise
   * @param queries mean of the queries that a black-box attack made of an image; null for others
   * @param n images, of all seeds
   */
  public record AttackRow(
      String dataset,
      String attack,
      double epsilon,
      String geometry,
      String encoding,
      @Nullable Estimate floatSuccess,
      @Nullable Estimate success,
      int largestLevels,
      @Nullable Double rootMeanSquareLevels,
      double changed,
      @Nullable Double queries,
      int n) {}

  /**
   * A detector on attacked test images. Rates are keyed by the asked false-positive rate; null
   * where the calibration is too small to support it.
   *
   * @param fittedOn attacks that the detector was fitted on, {@value #FITTED_ON_NOTHING} without
   * @param population {@code all} attacked images, or the {@code successful} ones
   * @param auc area under the ROC curve against clean images in the same encoding
   * @param aucHarmless against clean images and all their harmless changes together
   * @param tprAt share of attacked images above the calibrated threshold
   * @param n attacked images, of all seeds
   */
  public record DetectionRow(
      String dataset,
      String detector,
      String fittedOn,
      String attack,
      double epsilon,
      String geometry,
      String encoding,
      String population,
      @Nullable Estimate auc,
      @Nullable Estimate aucHarmless,
      Map<String, Estimate> tprAt,
      int n) {}

  /**
   * A detector on test images that nobody attacked.
   *
   * @param change the harmless change's name, or {@code clean}
   * @param fprReached share above the calibrated threshold, by the asked false-positive rate
   * @param n images, of all seeds
   */
  public record FalseAlarmRow(
      String dataset,
      String detector,
      String fittedOn,
      String change,
      Map<String, Estimate> fprReached,
      int n) {}

  /**
   * A reason to mistrust a number.
   *
   * @param code a short name
   * @param detail what was seen
   */
  public record Flag(String code, String detail) {}
}
