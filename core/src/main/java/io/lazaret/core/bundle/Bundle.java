package io.lazaret.core.bundle;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.view.View;
import io.lazaret.core.model.view.Views;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All that the lab hands to the app, read from a directory and checked: every file's hash, the
 * format's version, and that the parts fit each other. See docs/bundle-format.md.
 *
 * @param directory where the bundle was read from
 * @param id the name and the first 12 hexadecimal digits of the SHA-256 of {@code bundle.json},
 *     which holds the hash of every other file
 * @param manifest what the lab says of it
 * @param preprocessing how images are brought to the model's geometry
 * @param architecture the network
 * @param views the views that the detectors need
 * @param detectors the detectors, the deciding one first
 * @param calibrations the calibration of every detector, by its name
 * @param golden what the golden images give
 */
public record Bundle(
    Path directory,
    String id,
    BundleManifest manifest,
    Preprocessing preprocessing,
    Architecture architecture,
    List<View> views,
    List<Detector> detectors,
    Map<String, Calibration> calibrations,
    GoldenFile golden) {

  /** The detector whose p-value makes the verdict. */
  public Detector decidingDetector() {
    return detectors.get(0);
  }

  /** What its p-values are read from. */
  public Calibration decidingCalibration() {
    return Required.of(calibrations, decidingDetector().name());
  }

  /**
   * The deciding detector's threshold of a false-positive rate.
   *
   * @param rate in (0, 1)
   * @throws RefusedException when the calibration does not support the rate: it needs images
   *     enough, of patients enough
   */
  public double thresholdAt(double rate) {
    double threshold = decidingCalibration().thresholdAt(rate);
    if (rate < manifest.smallestRate() * (1 - 1e-9)) {
      throw new RefusedException(
          "false-positive rate "
              + rate
              + ": the calibration of bundle "
              + id
              + " rests on too few patients, it supports "
              + BigDecimal.valueOf(manifest.smallestRate())
                  .round(new MathContext(3, RoundingMode.UP))
              + " or more; ask for that, or calibrate on images of more patients");
    }
    return threshold;
  }

  /** Whether a detector looks at the input gradient. */
  public boolean needsGradients() {
    return detectors.stream().anyMatch(detector -> detector.statistics().needsGradients());
  }

  /** The weights' file. */
  public Path weights() {
    return directory.resolve(manifest.backbone().weights());
  }

  /**
   * Reads and checks a bundle.
   *
   * @throws RefusedException in one line that names the file and the cure
   */
  public static Bundle read(Path directory) {
    Path file = directory.resolve(BundleManifest.FILE);
    if (!Files.isRegularFile(file)) {
      throw new RefusedException(
          file + ": no such file; give the directory that 'lazaret lab study' wrote as 'bundle'");
    }
    checkSchemaVersion(file);
    BundleManifest manifest = BundleJson.read(file, BundleManifest.class);
    checkFiles(directory, manifest);
    checkFlags(file, manifest);
    if (!(manifest.smallestRate() >= 0 && manifest.smallestRate() < 1)) {
      throw new RefusedException(
          file
              + ": smallestRate is "
              + manifest.smallestRate()
              + ", it must lie from 0 to below 1; write the bundle again");
    }
    try {
      return assemble(directory, manifest, file);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new RefusedException(
          file + ": its parts do not fit: " + e.getMessage() + "; write the bundle again", e);
    }
  }

  private static void checkFlags(Path file, BundleManifest manifest) {
    boolean flagged = manifest.flags() != null && !manifest.flags().isEmpty();
    if (flagged && (manifest.flagsAccepted() == null || manifest.flagsAccepted().isBlank())) {
      throw new RefusedException(
          file
              + ": its evaluation raised "
              + String.join(", ", manifest.flags())
              + " and 'flagsAccepted' gives no reason; mend the recipe, or accept them there");
    }
  }

  private static Bundle assemble(Path directory, BundleManifest manifest, Path file) {
    var section = manifest.preprocessing();
    Geometry geometry = new Geometry(section.channels(), section.height(), section.width());
    Preprocessing preprocessing =
        new Preprocessing(geometry, named(file, section.kernel(), ResampleKernel::named));
    Architecture architecture =
        manifest.backbone().architecture(geometry, manifest.classes().size());
    List<View> views =
        manifest.views().stream().map(name -> named(file, name, Views::named)).toList();
    List<Detector> detectors = new ArrayList<>();
    for (String name : manifest.detectors()) {
      Path detectorFile = directory.resolve(name);
      Detector detector = detector(detectorFile);
      int inputs = detector.statistics().size(architecture.layout(), views.size());
      if (detector.function().inputs() != inputs) {
        throw new RefusedException(
            detectorFile
                + ": takes "
                + detector.function().inputs()
                + " numbers, the backbone and views give "
                + inputs
                + "; write the bundle again");
      }
      detectors.add(detector);
    }
    if (detectors.isEmpty()) {
      throw new RefusedException(file + ": names no detector; write the bundle again");
    }
    return new Bundle(
        directory,
        manifest.name() + "-" + sha256(file).substring(0, 12),
        manifest,
        preprocessing,
        architecture,
        views,
        List.copyOf(detectors),
        calibrations(directory.resolve(manifest.calibration()), detectors),
        BundleJson.read(directory.resolve(manifest.golden()), GoldenFile.class));
  }

  private static <T> T named(Path file, String name, Function<String, T> registry) {
    try {
      return registry.apply(name);
    } catch (RefusedException e) {
      throw new RefusedException(file + ": " + e.getMessage(), e);
    }
  }

  private static Detector detector(Path file) {
    try {
      DetectorFile stored = BundleJson.read(file, DetectorFile.class);
      return stored.detector(named(file, stored.statistics(), Statistics::named));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(file + ": " + e.getMessage() + "; write the bundle again", e);
    }
  }

  private static Map<String, Calibration> calibrations(Path file, List<Detector> detectors) {
    CalibrationFile stored = BundleJson.read(file, CalibrationFile.class);
    Map<String, Calibration> calibrations = new LinkedHashMap<>();
    for (Detector detector : detectors) {
      Map<String, double[]> scores = stored.detectors().get(detector.name());
      if (scores == null) {
        throw new RefusedException(
            file + ": holds no scores of '" + detector.name() + "'; write the bundle again");
      }
      if (!scores.containsKey(Calibration.CLEAN)) {
        throw new RefusedException(
            file
                + ": the scores of '"
                + detector.name()
                + "' have no stratum '"
                + Calibration.CLEAN
                + "'; write the bundle again");
      }
      if (calibrations.put(detector.name(), calibration(file, stored, scores)) != null) {
        throw new RefusedException(
            file + ": two detectors are named '" + detector.name() + "'; write the bundle again");
      }
    }
    return calibrations;
  }

  private static Calibration calibration(
      Path file, CalibrationFile stored, Map<String, double[]> scores) {
    try {
      return stored.calibration(scores);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new RefusedException(file + ": " + e.getMessage() + "; write the bundle again", e);
    }
  }

  private static void checkSchemaVersion(Path file) {
    var version = BundleJson.read(file, com.fasterxml.jackson.databind.JsonNode.class);
    int found = version.path("schemaVersion").asInt(-1);
    if (found != BundleManifest.SCHEMA_VERSION) {
      throw new RefusedException(
          file
              + ": schema version "
              + (found < 0 ? "missing" : found)
              + ", this build reads version "
              + BundleManifest.SCHEMA_VERSION
              + "; use the Lazaret that wrote the bundle, or write it again");
    }
  }

  private static void checkFiles(Path directory, BundleManifest manifest) {
    Path manifestFile = directory.resolve(BundleManifest.FILE);
    if (manifest.name() == null || manifest.modality() == null) {
      throw new RefusedException(
          manifestFile + ": lacks 'name' or 'modality'; write the bundle again");
    }
    if (manifest.files() == null || manifest.detectors() == null || manifest.backbone() == null) {
      throw new RefusedException(
          manifestFile + ": lacks 'files', 'detectors' or 'backbone'; write the bundle again");
    }
    List<String> needed = new ArrayList<>(manifest.detectors());
    needed.addAll(
        Arrays.asList(manifest.backbone().weights(), manifest.calibration(), manifest.golden()));
    for (String name : needed) {
      if (name == null || !manifest.files().containsKey(name)) {
        throw new RefusedException(
            manifestFile + ": 'files' holds no hash of " + name + "; write the bundle again");
      }
    }
    manifest.files().forEach((name, hash) -> checkFile(directory, name, hash));
  }

  private static void checkFile(Path directory, String name, String hash) {
    Path manifestFile = directory.resolve(BundleManifest.FILE);
    if (hash == null || name.indexOf('\0') >= 0) {
      throw new RefusedException(
          manifestFile + ": 'files' holds no file or no hash; write the bundle again");
    }
    Path root = directory.toAbsolutePath().normalize();
    Path file = directory.resolve(name);
    if (Path.of(name).isAbsolute() || !root.resolve(name).normalize().startsWith(root)) {
      throw new RefusedException(
          manifestFile + ": names a file outside of it: " + name + "; write the bundle again");
    }
    if (!Files.isRegularFile(file)) {
      throw new RefusedException(file + ": missing; copy the whole bundle again");
    }
    String found = sha256(file);
    if (!found.equals(hash)) {
      throw new RefusedException(
          file
              + ": SHA-256 is "
              + found.substring(0, 12)
              + "..., the manifest says "
              + hash.substring(0, Math.min(12, hash.length()))
              + "...; the file was changed: copy the whole bundle again");
    }
  }

  /** SHA-256 of a file in hexadecimal digits. */
  public static String sha256(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
