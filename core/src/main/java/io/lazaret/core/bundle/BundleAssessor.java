package io.lazaret.core.bundle;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.CleanReference;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The assessor of a bundle: preprocessing, views, backbone, detectors, calibration, verdict. */
public final class BundleAssessor implements Assessor {
  private final Bundle bundle;
  private final Backbone backbone;
  private final double askedRate;
  private final double threshold;
  private final Calibration decidingCalibration;
  private final CleanReference reference;

  private BundleAssessor(Bundle bundle, Backbone backbone, double askedRate) {
    this.bundle = bundle;
    this.backbone = backbone;
    this.askedRate = askedRate;
    this.decidingCalibration = bundle.decidingCalibration();
    this.threshold = bundle.thresholdAt(askedRate);
    this.reference =
        new CleanReference(
            bundle.decidingDetector().name(),
            Required.of(decidingCalibration.strata(), Calibration.CLEAN),
            threshold);
  }

  /**
   * Reads a bundle, loads its network and runs the golden images.
   *
   * @param directory the bundle
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @param askedRate the false-positive rate, in (0, 1)
   * @throws RefusedException when a file is missing or changed, the calibration does not support
   *     the rate, the device is not there, or a golden image does not give what it should
   */
  public static BundleAssessor open(Path directory, String device, double askedRate) {
    return open(directory, Engine.PYTORCH, device, askedRate);
  }

  /**
   * As above, with a network that any engine computes.
   *
   * @throws RefusedException also when the engine is not there or cannot run the network, or the
   *     detectors need gradients and the engine has none
   */
  public static BundleAssessor open(
      Path directory, Engine engine, String device, double askedRate) {
    Bundle bundle = Bundle.read(directory);
    bundle.thresholdAt(askedRate); // refused before a network is loaded
    if (bundle.needsGradients() && engine != Engine.PYTORCH) {
      throw new RefusedException(
          directory
              + ": its detectors look at the input gradient, which only PyTorch computes; use the"
              + " engine 'pytorch'");
    }
    Backbone backbone = DjlBackbone.load(bundle.architecture(), bundle.weights(), engine, device);
    BundleAssessor assessor = of(bundle, backbone, askedRate);
    try {
      assessor.selfTest();
      return assessor;
    } catch (RuntimeException e) {
      assessor.close();
      throw e;
    }
  }

  /** An assessor on a backbone that is already there; closing it closes the backbone. */
  public static BundleAssessor of(Bundle bundle, Backbone backbone, double askedRate) {
    return new BundleAssessor(bundle, backbone, askedRate);
  }

  @Override
  public String bundle() {
    return bundle.id();
  }

  @Override
  public String modality() {
    return bundle.manifest().modality();
  }

  @Override
  public String device() {
    return backbone.device();
  }

  @Override
  public Optional<MemoryUsage> deviceMemory() {
    return backbone.deviceMemory();
  }

  /** The deciding detector's threshold: scores above it are suspect. */
  public double threshold() {
    return threshold;
  }

  @Override
  public Prepared prepare(Pixels pixels) {
    return Prepared.of(
        bundle.preprocessing().apply(pixels), bundle.views(), bundle.needsGradients());
  }

  @Override
  public CleanReference reference() {
    return reference;
  }

  @Override
  public List<Supplier<Verdict>> run(List<Prepared> batch) {
    return backbone.run(batch).stream()
        .<Supplier<Verdict>>map(features -> () -> judge(features))
        .toList();
  }

  private Verdict judge(Features features) {
    Map<String, Double> scores = scores(features);
    for (Map.Entry<String, Double> score : scores.entrySet()) {
      if (!Double.isFinite(score.getValue())) {
        return new Verdict.Undecidable(
            Verdict.Undecidable.Cause.NON_FINITE_SCORE,
            "detector '" + score.getKey() + "' gives " + score.getValue());
      }
    }
    double score = Required.of(scores, bundle.decidingDetector().name());
    Assessment assessment =
        new Assessment(bundle.id(), scores, decidingCalibration.pValue(score), askedRate);
    return score > threshold ? new Verdict.Suspect(assessment) : new Verdict.Clear(assessment);
  }

  private Map<String, Double> scores(Features features) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (Detector detector : bundle.detectors()) {
      scores.put(detector.name(), detector.score(features));
    }
    return scores;
  }

  @Override
  public void selfTest() {
    GoldenFile golden = bundle.golden();
    if (golden.images() == null || golden.images().isEmpty()) {
      throw misshapen("holds no golden images");
    }
    List<Prepared> batch = new ArrayList<>();
    for (GoldenFile.GoldenImage image : golden.images()) {
      checkShape(image);
      batch.add(prepare(goldenPixels(image)));
    }
    List<Features> found;
    try {
      found = backbone.run(batch);
    } catch (RuntimeException e) {
      throw new RefusedException(
          bundle.weights() + ": the network cannot be run on " + device() + ": " + e.getMessage(),
          e);
    }
    for (int i = 0; i < found.size(); i++) {
      check(golden, golden.images().get(i), found.get(i));
    }
  }

  private RefusedException misshapen(String what) {
    return new RefusedException(
        bundle.directory().resolve(bundle.manifest().golden())
            + ": "
            + what
            + "; write the bundle again");
  }

  /** A golden image that expects too little would prove nothing. */
  private void checkShape(GoldenFile.GoldenImage image) {
    if (image == null
        || image.file() == null
        || image.features() == null
        || image.scores() == null
        || image.features().stream().anyMatch(Objects::isNull)) {
      throw misshapen("a golden image lacks its file, features or scores");
    }
    if (!bundle.manifest().files().containsKey(image.file())) {
      throw misshapen("the manifest holds no hash of " + image.file());
    }
    int size = bundle.architecture().layout().size();
    if (image.features().size() != 1 + bundle.views().size()
        || image.features().stream()
            .anyMatch(row -> row.size() != size || row.stream().anyMatch(Objects::isNull))) {
      throw misshapen("the features of " + image.file() + " do not fit the backbone and views");
    }
    checkGradientShape(image);
    if (!image.scores().keySet().equals(bundle.calibrations().keySet())
        || image.scores().values().stream().anyMatch(Objects::isNull)) {
      throw misshapen("the scores of " + image.file() + " are not those of the detectors");
    }
  }

  private void checkGradientShape(GoldenFile.GoldenImage image) {
    List<Float> gradient = image.gradient();
    if (bundle.needsGradients() != (gradient != null)) {
      throw misshapen(
          "the gradient of "
              + image.file()
              + (gradient == null ? " is missing" : " is one that no detector looks at"));
    }
    if (gradient != null
        && (gradient.size() != GradientFilter.SIZE
            || gradient.stream().anyMatch(Objects::isNull))) {
      throw misshapen(
          "the gradient of " + image.file() + " does not hold " + GradientFilter.SIZE + " numbers");
    }
  }

  private Pixels goldenPixels(GoldenFile.GoldenImage image) {
    Path file = bundle.directory().resolve(image.file());
    try {
      return ImageCodecs.decode(Files.readAllBytes(file), Optional.empty(), DecodeLimits.DEFAULT)
          .fold(
              pixels -> pixels,
              malformed -> {
                throw new RefusedException(
                    file + ": golden image cannot be decoded: " + malformed.detail());
              });
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private void check(GoldenFile golden, GoldenFile.GoldenImage expected, Features found) {
    for (int plane = 0; plane < expected.features().size(); plane++) {
      String which = " of plane " + plane;
      check(golden, expected, expected.features().get(plane), found.row(plane), "feature ", which);
    }
    if (expected.gradient() != null) {
      String which = " of the gradient";
      check(golden, expected, expected.gradient(), found.gradientRow(), "number ", which);
    }
    Map<String, Double> scores = scores(found);
    expected
        .scores()
        .forEach(
            (detector, score) -> {
              double judged = Required.of(scores, detector);
              if (!GoldenFile.within(golden.scoreTolerance(), score, judged)) {
                throw mismatch(expected, "score of " + detector, score, judged);
              }
            });
  }

  private void check(
      GoldenFile golden,
      GoldenFile.GoldenImage image,
      List<Float> expected,
      float[] found,
      String what,
      String which) {
    for (int i = 0; i < found.length; i++) {
      if (!GoldenFile.within(golden.featureTolerance(), expected.get(i), found[i])) {
        throw mismatch(image, what + i + which, expected.get(i), found[i]);
      }
    }
  }

  private RefusedException mismatch(
      GoldenFile.GoldenImage image, String what, double expected, double found) {
    return new RefusedException(
        bundle.directory().resolve(image.file())
            + ": golden image gives "
            + what
            + " = "
            + found
            + " on "
            + device()
            + ", expected "
            + expected
            + "; this machine or build computes something else than the lab did: use the version"
            + " that the manifest names, or write the bundle again here");
  }

  @Override
  public void close() {
    backbone.close();
  }
}
