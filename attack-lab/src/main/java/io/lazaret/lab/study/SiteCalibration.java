package io.lazaret.lab.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.bundle.BundleManifest;
import io.lazaret.core.bundle.CalibrationFile;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.evaluate.Metrics;
import io.lazaret.lab.harmless.HarmlessChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A bundle calibrated again, on clean images of the site that it is to serve: how scores spread
 * depends on scanners, kernels and encoders, and a threshold from elsewhere keeps no rate. Network
 * and detectors stay as they are.
 */
public final class SiteCalibration {
  private static final long SEED = 1;

  /** A bundle holds each detector once. */
  private static final String FITTED_ON = "bundle";

  private final Bundle bundle;
  private final String device;

  /**
   * What changed.
   *
   * @param bundle the new bundle
   * @param patients that it was calibrated on
   * @param alarmsBefore share of the site's images that the old bundle would have stopped at the
   *     asked rate; empty when it did not support the rate
   */
  public record Outcome(Bundle bundle, long patients, OptionalDouble alarmsBefore) {}

  /**
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   */
  public SiteCalibration(Bundle bundle, String device) {
    this.bundle = bundle;
    this.device = device;
  }

  /**
   * Scores the images and their harmless changes, and writes the new bundle.
   *
   * @param site its clean images
   * @param rate the false-positive rate that the site will ask for, in (0, 1)
   * @param out the new bundle's directory; must not be there
   * @throws RefusedException when there are too few patients for the rate, an image cannot be read,
   *     or {@code out} is there
   */
  public Outcome write(Dataset site, double rate, Path out, Progress progress) {
    List<Specimen> images = site.specimens();
    checkPlace(out);
    checkPatients(images, rate);
    Map<String, ScoredSet> scores = score(images, progress);
    Map<String, Calibration> calibrations = new LinkedHashMap<>();
    Calibrator calibrator = calibrator();
    for (Detector detector : bundle.detectors()) {
      calibrations.put(detector.name(), calibrator.calibration(key(detector), scores));
    }
    copy(site, calibrations, out);
    return new Outcome(
        Bundle.read(out),
        patients(images),
        alarmsBefore(Required.of(scores, Calibration.CLEAN), rate));
  }

  /**
   * Looks whether a new bundle can be written.
   *
   * @throws RefusedException when something is there, or no directory can be made there
   */
  public static void checkPlace(Path out) {
    if (Files.exists(out)) {
      throw new RefusedException(out + ": is there already; remove it or name another --out");
    }
    try {
      Files.createDirectories(out.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new RefusedException(
          out + ": no directory can be made there (" + e + "); name another --out", e);
    }
  }

  private OptionalDouble alarmsBefore(ScoredSet clean, double rate) {
    Detector deciding = bundle.decidingDetector();
    Calibration before = bundle.decidingCalibration();
    return before.smallestRate() > rate
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Metrics.shareAbove(
                Required.of(clean.scores(), key(deciding)), before.thresholdAt(rate)));
  }

  private static String key(Detector detector) {
    return FittedDetector.key(detector.name(), FITTED_ON);
  }

  private static long patients(List<Specimen> images) {
    return images.stream().map(Specimen::group).distinct().count();
  }

  private static void checkPatients(List<Specimen> images, double rate) {
    if (!(rate > 0 && rate < 1)) {
      throw new RefusedException(
          "false-positive rate " + rate + ": must lie between 0 and 1, for example 0.01");
    }
    long patients = patients(images);
    if (rate * (patients + 1) < 1) {
      throw new RefusedException(
          "a false-positive rate of "
              + rate
              + " needs "
              + (long) Math.ceil(1 / rate - 1)
              + " patients, the images are of "
              + patients
              + "; give more images or ask for a larger rate");
    }
  }

  private Map<String, ScoredSet> score(List<Specimen> images, Progress progress) {
    progress.begin("decode and resize");
    List<Sample> samples = Sample.of(images, bundle.preprocessing());
    progress.end(samples.size() + " images of " + patients(images) + " patients");
    Calibrator calibrator = calibrator();
    List<FittedDetector> detectors =
        bundle.detectors().stream().map(each -> new FittedDetector(each, FITTED_ON)).toList();
    Map<String, ScoredSet> scores = new LinkedHashMap<>();
    try (DjlBackbone backbone = DjlBackbone.load(bundle.architecture(), bundle.weights(), device)) {
      FeatureExtractor extractor =
          new FeatureExtractor(backbone, bundle.views(), bundle.needsGradients());
      for (String stratum : calibrator.strata()) {
        progress.begin("score: " + stratum);
        List<Levels> changed = calibrator.images(stratum, images, samples);
        scores.put(stratum, ScoredSet.of(samples, extractor.of(changed), detectors));
        progress.end("");
      }
    }
    return scores;
  }

  /** The harmless changes that the bundle was calibrated on before. */
  private Calibrator calibrator() {
    Calibration before = bundle.decidingCalibration();
    return new Calibrator(
        bundle.preprocessing(),
        before.strata().keySet().stream()
            .filter(stratum -> !stratum.equals(Calibration.CLEAN))
            .map(HarmlessChanges::named)
            .toList(),
        before.harmlessAllowance(),
        SEED);
  }

  private void copy(Dataset site, Map<String, Calibration> calibrations, Path out) {
    Path unfinished = out.resolveSibling(out.getFileName() + ".unfinished");
    BundleManifest manifest = bundle.manifest();
    try {
      for (String name : manifest.files().keySet()) {
        Path to = unfinished.resolve(name);
        Files.createDirectories(to.getParent());
        Files.copy(bundle.directory().resolve(name), to, StandardCopyOption.REPLACE_EXISTING);
      }
      Path file = unfinished.resolve(manifest.calibration());
      BundleJson.writeCompact(file, CalibrationFile.of(calibrations));
      Map<String, String> hashes = new TreeMap<>(manifest.files());
      hashes.put(manifest.calibration(), Bundle.sha256(file));
      BundleJson.write(
          unfinished.resolve(BundleManifest.FILE),
          manifest.recalibrated(
              Calibrator.smallestRate(
                  Required.of(calibrations, bundle.decidingDetector().name()),
                  patients(site.specimens())),
              hashes,
              provenance(site)));
      Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode provenance(Dataset site) {
    ObjectNode provenance = bundle.manifest().provenance().deepCopy();
    provenance
        .putObject("calibration")
        .put("of", bundle.id())
        .put("images", site.specimens().size())
        .put("patients", patients(site.specimens()))
        .put("dataHash", site.hash())
        .set("versions", BundleJson.mapper().valueToTree(Versions.used()));
    return provenance;
  }
}
