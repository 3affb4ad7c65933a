package io.lazaret.core.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code bundle.json}: what the lab says of a bundle. See docs/bundle-format.md.
 *
 * @param schemaVersion version of this format: {@value #SCHEMA_VERSION}
 * @param name the bundle's name; its id is the name and the hash of {@code bundle.json}
 * @param modality the modality that the bundle serves
 * @param classes the network's classes, in the order of its logits
 * @param preprocessing how images are brought to the model's geometry
 * @param backbone the network
 * @param views names of the views that the detectors need, in the order of the planes
 * @param detectors files of the detectors, the deciding one first
 * @param calibration file of every detector's calibration scores
 * @param golden file of the golden images and what they give
 * @param smallestRate the smallest false-positive rate that the calibration supports
 * @param threatModel the perturbation that the detectors were fitted against
 * @param files SHA-256 of every file of the bundle but this one, by its path
 * @param flags sanity flags that the evaluation raised
 * @param flagsAccepted why the bundle may be used although flags were raised; null when none were
 * @param provenance data hashes, split, seeds, versions, device
 * @param evaluation the evaluation's headline numbers
 */
public record BundleManifest(
    int schemaVersion,
    String name,
    String modality,
    List<String> classes,
    PreprocessingSection preprocessing,
    BackboneSection backbone,
    List<String> views,
    List<String> detectors,
    String calibration,
    String golden,
    double smallestRate,
    ThreatModelSection threatModel,
    Map<String, String> files,
    List<String> flags,
    @Nullable String flagsAccepted,
    JsonNode provenance,
    JsonNode evaluation) {

  /**
   * The manifest after a calibration on other images.
   *
   * @param rate the smallest false-positive rate that it supports
   * @param hashes of every file
   * @param origin the provenance of all parts
   */
  public BundleManifest recalibrated(double rate, Map<String, String> hashes, JsonNode origin) {
    return new BundleManifest(
        schemaVersion,
        name,
        modality,
        classes,
        preprocessing,
        backbone,
        views,
        detectors,
        calibration,
        golden,
        rate,
        threatModel,
        hashes,
        flags,
        flagsAccepted,
        origin,
        evaluation);
  }

  /** The version that this reader knows. */
  public static final int SCHEMA_VERSION = 1;

  /** The manifest's file name. */
  public static final String FILE = "bundle.json";

  /**
   * How images are brought to the model's geometry.
   *
   * @param channels 1 (grey) or 3 (RGB)
   * @param height rows
   * @param width columns
   * @param kernel name of the resampling kernel
   */
  public record PreprocessingSection(int channels, int height, int width, String kernel) {}

  /**
   * The perturbation that the detectors were fitted against.
   *
   * @param norm {@code linf}
   * @param epsilons sizes of the perturbations in units of full scale (1/255 is one 8-bit level)
   */
  public record ThreatModelSection(String norm, List<Double> epsilons) {}
}
