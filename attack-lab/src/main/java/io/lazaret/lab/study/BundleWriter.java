package io.lazaret.lab.study;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.bundle.BackboneSection;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.bundle.BundleManifest;
import io.lazaret.core.bundle.CalibrationFile;
import io.lazaret.core.bundle.DetectorFile;
import io.lazaret.core.bundle.GoldenFile;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.evaluate.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes a bundle; the directory appears only when it is whole. */
final class BundleWriter {
  /** Convolutions of another machine differ in their last digits; a changed weight differs more. */
  private static final double FEATURE_TOLERANCE = 1e-3;

  private static final double SCORE_TOLERANCE = 1e-2;

  private final Path directory;
  private final Path unfinished;
  private final Recipe recipe;

  BundleWriter(Path directory, Recipe recipe) {
    this.directory = directory;
    this.unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
    this.recipe = recipe;
  }

  /**
   * Writes the bundle.
   *
   * @param weights the network's file
   * @param patients whose images the detectors are calibrated on
   * @param golden images, and their features by the backbone that is written
   * @throws RefusedException when the evaluation raised flags and the recipe accepts none
   */
  Bundle write(
      Dataset dataset,
      Architecture architecture,
      Path weights,
      List<Detector> detectors,
      Map<String, Calibration> calibrations,
      long patients,
      List<Levels> golden,
      List<Features> goldenFeatures,
      Evaluation evaluation) {
    checkFlags(evaluation.flags(), recipe.acceptFlags());
    try {
      Files.createDirectories(unfinished.resolve("detectors"));
      Files.createDirectories(unfinished.resolve("golden"));
      Files.createDirectories(unfinished.resolve("report"));
      Files.copy(weights, unfinished.resolve(architecture.weightsFile()));
      for (Detector detector : detectors) {
        BundleJson.writeCompact(
            unfinished.resolve(detectorFile(detector)), DetectorFile.of(detector));
      }
      BundleJson.writeCompact(
          unfinished.resolve("calibration.json"), CalibrationFile.of(calibrations));
      writeGolden(detectors, golden, goldenFeatures);
      BundleJson.write(unfinished.resolve("report/evaluation.json"), evaluation);
      BundleJson.write(
          unfinished.resolve(BundleManifest.FILE),
          manifest(dataset, architecture, detectors, calibrations, patients, evaluation));
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bundle.read(directory);
  }

  private static void checkFlags(List<Evaluation.Flag> flags, Optional<String> accepted) {
    if (!flags.isEmpty() && accepted.isEmpty()) {
      throw new RefusedException(
          "no bundle: the evaluation raised "
              + flags.size()
              + " flags, the first: "
              + flags.get(0).code()
              + " ("
              + flags.get(0).detail()
              + "); mend the recipe, or say in its acceptFlags why the bundle may be used");
    }
  }

  private static String detectorFile(Detector detector) {
    return "detectors/" + detector.name() + ".json";
  }

  private void writeGolden(List<Detector> detectors, List<Levels> golden, List<Features> features)
      throws IOException {
    List<GoldenFile.GoldenImage> images = new ArrayList<>();
    boolean gradients = // the study's other detectors may have needed them
        detectors.stream().anyMatch(detector -> detector.statistics().needsGradients());
    for (int i = 0; i < golden.size(); i++) {
      String file = "golden/image-" + i + ".png";
      Files.write(unfinished.resolve(file), ImageFiles.png(golden.get(i)));
      List<List<Float>> rows = new ArrayList<>();
      for (int plane = 0; plane <= features.get(i).views(); plane++) {
        rows.add(numbers(features.get(i).row(plane)));
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      for (Detector detector : detectors) {
        scores.put(detector.name(), detector.score(features.get(i)));
      }
      List<Float> gradient = gradients ? numbers(features.get(i).gradientRow()) : null;
      images.add(new GoldenFile.GoldenImage(file, rows, gradient, scores));
    }
    BundleJson.writeCompact(
        unfinished.resolve("golden/golden.json"),
        new GoldenFile(FEATURE_TOLERANCE, SCORE_TOLERANCE, images));
  }

  private static List<Float> numbers(float[] values) {
    List<Float> numbers = new ArrayList<>(values.length);
    for (float value : values) {
      numbers.add(value);
    }
    return numbers;
  }

  private BundleManifest manifest(
      Dataset dataset,
      Architecture architecture,
      List<Detector> detectors,
      Map<String, Calibration> calibrations,
      long patients,
      Evaluation evaluation)
      throws IOException {
    Preprocessing preprocessing = recipe.image().preprocessing();
    JsonNode summary = BundleJson.mapper().valueToTree(evaluation.victim());
    return new BundleManifest(
        BundleManifest.SCHEMA_VERSION,
        recipe.name(),
        dataset.modality(),
        dataset.classes(),
        new BundleManifest.PreprocessingSection(
            preprocessing.geometry().channels(),
            preprocessing.geometry().height(),
            preprocessing.geometry().width(),
            preprocessing.kernel().code()),
        BackboneSection.of(architecture, architecture.weightsFile()),
        recipe.views(),
        detectors.stream().map(BundleWriter::detectorFile).toList(),
        "calibration.json",
        "golden/golden.json",
        Calibrator.smallestRate(Required.of(calibrations, detectors.get(0).name()), patients),
        new BundleManifest.ThreatModelSection(
            "linf", recipe.fit().epsilonLevels().stream().map(levels -> levels / 255).toList()),
        hashes(),
        evaluation.flags().stream().map(Evaluation.Flag::code).distinct().toList(),
        recipe.acceptFlags().orElse(null),
        BundleJson.mapper().valueToTree(evaluation.provenance()),
        summary);
  }

  private Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(unfinished)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file ->
                  hashes.put(
                      unfinished.relativize(file).toString().replace('\\', '/'),
                      Bundle.sha256(file)));
    }
    return hashes;
  }
}
